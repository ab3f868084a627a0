/** What the tests use of s3rver, which has no types of its own. */
declare module 's3rver' {
  export interface S3rverOptions {
    readonly address: string
    /** 0 for a free one. */
    readonly port: number
    readonly silent: boolean
    /** Where objects are kept. */
    readonly directory: string
  }

  export default class S3rver {
    constructor(options: S3rverOptions)
    run(): Promise<{ readonly address: string; readonly port: number }>
    close(): Promise<void>
  }
}
