import type { Handler, Parts } from '../parts.js'

/** REG-400: made on the first call, the same until it is deleted. */
export function getRegistrationCode({ deps, registrationCodes }: Parts): Handler<'GetRegistrationCode'> {
  return () =>
    deps.store.transaction(() => {
      const known = registrationCodes.find()
      if (known !== undefined) return { registrationCode: known }
      const registrationCode = deps.ids.hex(64)
      registrationCodes.insert(registrationCode)
      return { registrationCode }
    })
}
