/** The resource part of a package's ARN. */
export function packageResource(packageName: string): string {
  return `package/${packageName}`
}

/** The resource part of a version's ARN. */
export function versionResource(packageName: string, versionName: string): string {
  return `package/${packageName}/version/${versionName}`
}

/** What the resource part of an ARN names; `versionName` is undefined for a package. Undefined when it is neither. */
export function readResource(resource: string): { readonly packageName: string; readonly versionName: string | undefined } | undefined {
  const [, packageName, versionName] = /^package\/([^/]+)(?:\/version\/([^/]+))?$/.exec(resource) ?? []
  return packageName === undefined ? undefined : { packageName, versionName }
}
