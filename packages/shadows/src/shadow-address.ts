/** Which shadow of an account. */
export interface ShadowAddress {
  readonly thingName: string
  /** Undefined for the classic shadow. */
  readonly shadowName: string | undefined
}

const THING_NAME = /^[a-zA-Z0-9:_-]{1,128}$/
const SHADOW_NAME = /^[$a-zA-Z0-9:_-]{1,64}$/

/** Which of the two names breaks SHD-002, if any. */
export function faultyName(address: ShadowAddress): 'thing' | 'shadow' | undefined {
  if (!THING_NAME.test(address.thingName)) return 'thing'
  return address.shadowName === undefined || SHADOW_NAME.test(address.shadowName) ? undefined : 'shadow'
}

/** The common beginning of the shadow's topics (SHD section 9). */
export function topicPrefix(address: ShadowAddress): string {
  const classic = `$aws/things/${address.thingName}/shadow`
  return address.shadowName === undefined ? classic : `${classic}/name/${address.shadowName}`
}

/** As error messages name it: `lamp`, or `lamp~config` for a named shadow. */
export function describeAddress(address: ShadowAddress): string {
  return address.shadowName === undefined ? address.thingName : `${address.thingName}~${address.shadowName}`
}
