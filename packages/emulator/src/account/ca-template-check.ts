import type { Service } from '@iot-core-local/core'
import type { Provisioning } from '@iot-core-local/provisioning'

/** The service with its operations that give a CA certificate a registration config refusing a template that cannot be used just in time (PRV-104). */
export function withTemplateCheck(security: Service, provisioning: Provisioning): Service {
  const { iot } = security.operations
  const { RegisterCACertificate: register, UpdateCACertificate: update } = iot ?? {}
  if (register === undefined || update === undefined) return security
  const check = (config: { readonly templateName?: string | undefined } | undefined): void => {
    if (config?.templateName !== undefined) provisioning.checkTemplateOfCa(config.templateName)
  }
  return {
    name: security.name,
    topics: security.topics,
    operations: {
      ...security.operations,
      iot: {
        ...iot,
        RegisterCACertificate: (input, call) => {
          check(input.registrationConfig)
          return register(input, call)
        },
        UpdateCACertificate: (input, call) => {
          check(input.registrationConfig)
          return update(input, call)
        },
      },
    },
    start: () => {
      security.start()
    },
    close: () => security.close(),
  }
}
