import { announce, type OperationContext } from './operations/perform-verb.js'
import { perform, updateVerb } from './requests/verbs.js'

/** Reports of other services in a device's stead. */
export interface ShadowReports {
  /**
   * Merges `reported` into a named shadow as UpdateThingShadow does, as part of the running transaction; subscribers hear of it after the commit.
   * @throws ServiceError where UpdateThingShadow refuses; nothing is changed then
   */
  report(thingName: string, shadowName: string, reported: Readonly<Record<string, unknown>>): void
}

export function createReports(context: OperationContext): ShadowReports {
  const { store } = context.requests
  return {
    report: (thingName, shadowName, reported) => {
      const address = { thingName, shadowName }
      const answer = perform(context.requests, updateVerb, address, { state: { reported } })
      store.afterCommit(() => announce(context, address, updateVerb, answer))
    },
  }
}
