/** What the tests use of the device SDK of version 1, which has no types of its own. */
declare module 'aws-iot-device-sdk' {
  import { EventEmitter } from 'node:events'

  export interface DeviceOptions {
    readonly host: string
    readonly port: number
    readonly clientId: string
    readonly privateKey: Buffer
    readonly clientCert: Buffer
    readonly caCert: Buffer
  }

  class Client extends EventEmitter {
    end(force: boolean, done: () => void): void
  }

  export interface Job {
    readonly id: string
    readonly operation: string | undefined
    readonly document: unknown
    readonly status: { readonly status: string }
    inProgress(statusDetails: object, done: (error?: Error) => void): void
    succeeded(statusDetails: object, done: (error?: Error) => void): void
    failed(statusDetails: object, done: (error?: Error) => void): void
  }

  type JobHandler = (error: Error | undefined, job: Job) => void

  export class jobs extends Client {
    constructor(options: DeviceOptions)
    subscribeToJobs(thingName: string, operation: string, handler: JobHandler): void
    subscribeToJobs(thingName: string, handler: JobHandler): void
    startJobNotifications(thingName: string, done: (error?: Error) => void): void
  }

  export class thingShadow extends Client {
    constructor(options: DeviceOptions)
    register(thingName: string, options: object, done: (error: Error | null) => void): void
    unregister(thingName: string): void
    update(thingName: string, state: object): string | null
    get(thingName: string): string | null
    delete(thingName: string): string | null
  }

  const sdk: { readonly jobs: typeof jobs; readonly thingShadow: typeof thingShadow }
  export default sdk
}
