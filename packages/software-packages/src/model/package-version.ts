/** Developer guide, "Package version lifecycle". */
export type VersionStatus = 'DRAFT' | 'PUBLISHED' | 'DEPRECATED'

/** An object of S3. */
export interface S3Artifact {
  readonly bucket: string
  readonly key: string
  readonly version: string | undefined
}

export interface PackageVersion {
  readonly packageName: string
  readonly versionName: string
  readonly description: string | undefined
  readonly attributes: Readonly<Record<string, string>>
  readonly artifact: S3Artifact | undefined
  /** A job document that comes with the version. */
  readonly recipe: string | undefined
  readonly status: VersionStatus
  readonly createdAtMs: number
  readonly updatedAtMs: number
}
