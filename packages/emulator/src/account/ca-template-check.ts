import type { Call, Service } from '@iot-core-local/core'
import type { Provisioning } from '@iot-core-local/provisioning'

/**
 * The service with its operations that give a CA certificate a registration config refusing a template that does not exist (404, which the API model has
 * for both) or that cannot be used just in time (400, PRV-104).
 */
export function withTemplateCheck(security: Service, provisioning: Provisioning): Service {
  const { iot } = security.operations
  const { RegisterCACertificate: register, UpdateCACertificate: update } = iot ?? {}
  if (register === undefined || update === undefined) return security
  const describe = provisioning.operations.iot?.DescribeProvisioningTemplate
  const check = async (config: { readonly templateName?: string | undefined } | undefined, call: Call): Promise<void> => {
    if (config?.templateName === undefined) return
    await describe?.({ templateName: config.templateName }, call)
    provisioning.checkTemplateOfCa(config.templateName)
  }
  return {
    name: security.name,
    topics: security.topics,
    operations: {
      ...security.operations,
      iot: {
        ...iot,
        RegisterCACertificate: async (input, call) => {
          await check(input.registrationConfig, call)
          return register(input, call)
        },
        UpdateCACertificate: async (input, call) => {
          await check(input.registrationConfig, call)
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
