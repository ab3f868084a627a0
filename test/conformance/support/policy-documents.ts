/** A policy document of these statements. */
export function documentOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}

export const ALLOW_ALL = documentOf({ Effect: 'Allow', Action: 'iot:*', Resource: '*' })
