/** The two indexes (IDX-002). */
export type IndexName = 'AWS_Things' | 'AWS_ThingGroups'

export const THINGS: IndexName = 'AWS_Things'
export const GROUPS: IndexName = 'AWS_ThingGroups'

/** Undefined for a name that is none of the two. */
export function knownIndexName(name: string): IndexName | undefined {
  return name === THINGS || name === GROUPS ? name : undefined
}
