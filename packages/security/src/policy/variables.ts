/** The values of policy variables and condition keys for one question. Absent variables have no value (SEC-702, SEC-704). */
export interface PolicyVariables {
  /** The value of a variable, by its name in the form of {@link variableKey}; a list for one with several values. */
  valueOf(key: string): string | readonly string[] | undefined
  /** Why there is no value for this key, as the end of a sentence for people; undefined when there is nothing to say. */
  whyMissing?(key: string): string | undefined
}

/** Older example policies of AWS use a name that is not in the list of variables (SEC-704). */
const ALIASES: ReadonlyMap<string, string> = new Map([['iot:thing.thingname', 'iot:connection.thing.thingname']])

/** The form in which variables are looked up: names as in IAM without regard to case, a thing's attribute names as they are written. */
export function variableKey(name: string): string {
  const bracket = name.indexOf('[')
  const key = bracket < 0 ? name.toLowerCase() : name.slice(0, bracket).toLowerCase() + name.slice(bracket)
  return ALIASES.get(key) ?? key
}

/** The single value that a variable puts into a text; several values cannot be put there. */
export function singleValue(variables: PolicyVariables, key: string): string | undefined {
  const value = variables.valueOf(key)
  return typeof value === 'string' ? value : undefined
}

/** The value of a variable for people, several values side by side; null when there is none. */
export function shownValue(name: string, variables: PolicyVariables): string | null {
  const value = variables.valueOf(variableKey(name))
  return value === undefined ? null : typeof value === 'string' ? value : value.join(', ')
}

/** Variables of a fixed set of values, by key. */
export function fixedVariables(values: ReadonlyMap<string, string | readonly string[]>): PolicyVariables {
  return { valueOf: (key) => values.get(key) }
}

/** For texts without variables. */
export const NO_VALUES: PolicyVariables = { valueOf: () => undefined }
