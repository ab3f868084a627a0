import { invalidRequest } from '@iot-core-local/core'
import type { CaCertificateRow } from '../store/ca-certificate-store.js'

export interface RegistrationConfigInput {
  readonly templateBody?: string | undefined
  readonly roleArn?: string | undefined
  readonly templateName?: string | undefined
}

export type StoredRegistrationConfig = Pick<CaCertificateRow, 'templateName' | 'templateBody' | 'roleArn'>

export const NO_REGISTRATION_CONFIG: StoredRegistrationConfig = { templateName: null, templateBody: null, roleArn: null }

/** REG-405: a template by name, or its text with a role. @throws InvalidRequestException when both are given. */
export function checkRegistrationConfig(config: RegistrationConfigInput | undefined): StoredRegistrationConfig {
  if (config === undefined) return NO_REGISTRATION_CONFIG
  const { templateName, templateBody, roleArn } = config
  if (templateName !== undefined && templateBody !== undefined) {
    throw invalidRequest('registrationConfig must have either templateName or templateBody.')
  }
  return { templateName: templateName ?? null, templateBody: templateBody ?? null, roleArn: roleArn ?? null }
}

/** As DescribeCACertificate returns it; undefined when there is none. */
export function registrationConfigView(row: StoredRegistrationConfig) {
  if (row.templateName === null && row.templateBody === null && row.roleArn === null) return undefined
  return {
    ...(row.templateName === null ? {} : { templateName: row.templateName }),
    ...(row.templateBody === null ? {} : { templateBody: row.templateBody }),
    ...(row.roleArn === null ? {} : { roleArn: row.roleArn }),
  }
}
