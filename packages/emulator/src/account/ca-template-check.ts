import type { IotHandlers } from '@iot-core-local/core'
import type { Provisioning } from '@iot-core-local/provisioning'

/** The operations that give a CA certificate a registration config, refusing a template that cannot be used just in time (PRV-104). */
export function withTemplateCheck(iot: IotHandlers, provisioning: Provisioning): Pick<IotHandlers, 'RegisterCACertificate' | 'UpdateCACertificate'> {
  const { RegisterCACertificate: register, UpdateCACertificate: update } = iot
  const check = (config: { readonly templateName?: string | undefined } | undefined): void => {
    if (config?.templateName !== undefined) provisioning.checkTemplateOfCa(config.templateName)
  }
  return {
    ...(register === undefined
      ? {}
      : {
          RegisterCACertificate: (input, call) => {
            check(input.registrationConfig)
            return register(input, call)
          },
        }),
    ...(update === undefined
      ? {}
      : {
          UpdateCACertificate: (input, call) => {
            check(input.registrationConfig)
            return update(input, call)
          },
        }),
  }
}
