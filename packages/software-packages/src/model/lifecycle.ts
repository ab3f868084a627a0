import type { VersionStatus } from './package-version.js'

/** What UpdatePackageVersion can do with the status. */
export type VersionAction = 'PUBLISH' | 'DEPRECATE'

const TRANSITIONS: Readonly<Record<VersionAction, { readonly from: readonly VersionStatus[]; readonly to: VersionStatus }>> = {
  PUBLISH: { from: ['DRAFT', 'DEPRECATED'], to: 'PUBLISHED' },
  DEPRECATE: { from: ['PUBLISHED'], to: 'DEPRECATED' },
}

/** The status after the action; undefined when a version of this status does not take it (developer guide, "Package version lifecycle"). */
export function statusAfter(status: VersionStatus, action: VersionAction): VersionStatus | undefined {
  const { from, to } = TRANSITIONS[action]
  return from.includes(status) ? to : undefined
}

/** The parts of a version that may be edited besides its description, by status: a published version is what was published. */
const EDITABLE: Readonly<Record<VersionStatus, readonly EditablePart[]>> = {
  DRAFT: ['attributes', 'artifact', 'recipe'],
  PUBLISHED: ['recipe'],
  DEPRECATED: [],
}

export type EditablePart = 'attributes' | 'artifact' | 'recipe'

export function mayEdit(status: VersionStatus, part: EditablePart): boolean {
  return EDITABLE[status].includes(part)
}

/** Whether it can be deployed, and named as the default version. */
export function isDeployable(status: VersionStatus): boolean {
  return status !== 'DRAFT'
}
