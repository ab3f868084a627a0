import type { Handler, Parts } from '../parts.js'
import { requireCa } from './describe-ca-certificate.js'
import { checkRegistrationConfig, NO_REGISTRATION_CONFIG } from './registration-config.js'

/** REG-407, PRV-103: `removeAutoRegistration` clears the registration configuration. */
export function updateCaCertificate(parts: Parts): Handler<'UpdateCACertificate'> {
  const { caRows, deps } = parts
  return (input) =>
    deps.store.transaction(() => {
      const row = requireCa(parts, input.certificateId)
      const kept = input.removeAutoRegistration === true ? NO_REGISTRATION_CONFIG : row
      const { templateName, templateBody, roleArn } =
        input.registrationConfig === undefined ? kept : checkRegistrationConfig(input.registrationConfig)
      caRows.update(
        row.certificateId,
        {
          status: input.newStatus ?? row.status,
          autoRegistration: input.newAutoRegistrationStatus ?? row.autoRegistration,
          templateName,
          templateBody,
          roleArn,
        },
        deps.timers.now(),
      )
      return {}
    })
}
