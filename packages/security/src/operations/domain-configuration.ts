import { invalidRequest, resourceNotFound } from '@iot-core-local/core'
import type { Parts } from '../parts.js'
import type { DomainConfigurationRow } from '../store/domain-configuration-store.js'

/** REG-032. Built-in ones have no id. */
export function domainConfigurationArn({ deps }: Parts, { name, id }: { readonly name: string; readonly id?: string }): string {
  return deps.arns.iot(`domainconfiguration/${id === undefined ? name : `${name}/${id}`}`)
}

/** REG-564. @throws ResourceNotFoundException, and InvalidRequestException for a built-in one (REG-563) */
export function requireOwnDomainConfiguration({ domainRows }: Parts, name: string): DomainConfigurationRow {
  if (name.startsWith('iot:')) throw invalidRequest(`The domain configuration ${name} is AWS's own and cannot be changed.`)
  const row = domainRows.find(name)
  if (row === undefined) throw domainConfigurationNotFound(name)
  return row
}

export function domainConfigurationNotFound(name: string) {
  return resourceNotFound(`The domain configuration ${name} does not exist.`)
}
