import { builtInDomains } from '../domains/built-in-domains.js'
import type { Handler, Parts } from '../parts.js'
import { readNamePage } from '../store/name-page.js'
import { domainConfigurationArn } from './domain-configuration.js'

/** REG-024: by name. REG-563: the built-in ones are among them. */
export function listDomainConfigurations(parts: Parts): Handler<'ListDomainConfigurations'> {
  const { deps, domainRows } = parts
  return (input) => {
    const own = domainRows.all().map(({ name, id }) => ({ name, id, serviceType: 'DATA' as const }))
    const all = [...own, ...builtInDomains(deps.endpoints)]
      .filter(({ serviceType }) => input.serviceType === undefined || serviceType === input.serviceType)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    const list = { items: all, nameOf: ({ name }: { readonly name: string }) => name, isAscending: true }
    const { items, ...next } = readNamePage('ListDomainConfigurations', input, list)
    const domainConfigurations = items.map((item) => ({
      domainConfigurationName: item.name,
      domainConfigurationArn: domainConfigurationArn(parts, item),
      serviceType: item.serviceType,
    }))
    return { domainConfigurations, ...next }
  }
}
