import { createHash } from 'node:crypto'

/** The prefix of an account's own host names: `a` and 13 characters (REG-551), the same in every run, so that SNI can name the account. */
export function endpointPrefix(accountId: string, region: string): string {
  const digest = createHash('sha256').update(`${accountId}/${region}`).digest()
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'
  return `a${[...digest.subarray(0, 13)].map((byte) => alphabet.charAt(byte % alphabet.length)).join('')}`
}
