/** A software package: a name that versions are kept under. */
export interface SoftwarePackage {
  readonly packageName: string
  readonly description: string | undefined
  /** A version that is PUBLISHED or DEPRECATED; undefined when nobody has named one. */
  readonly defaultVersionName: string | undefined
  readonly createdAtMs: number
  readonly updatedAtMs: number
}
