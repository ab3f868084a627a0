import { resourceNotFound } from '@iot-core-local/core'
import type { Handler, Parts } from '../parts.js'

/** REG-400. */
export function deleteRegistrationCode({ deps, registrationCodes }: Parts): Handler<'DeleteRegistrationCode'> {
  return () =>
    deps.store.transaction(() => {
      if (!registrationCodes.remove()) throw resourceNotFound('The account has no registration code.')
      return {}
    })
}
