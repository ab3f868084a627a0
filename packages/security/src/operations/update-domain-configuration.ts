import { settingsOf } from '../domains/domain-settings.js'
import type { Handler, Parts } from '../parts.js'
import { domainConfigurationArn, requireOwnDomainConfiguration } from './domain-configuration.js'

/** REG-565, REG-566. Its domain name and certificate stay. There is never an authorizer that `removeAuthorizerConfig` could take away. */
export function updateDomainConfiguration(parts: Parts): Handler<'UpdateDomainConfiguration'> {
  const { deps, domainRows } = parts
  return ({ domainConfigurationName: name, domainConfigurationStatus, ...input }) =>
    deps.store.transaction(() => {
      const row = requireOwnDomainConfiguration(parts, name)
      const status = domainConfigurationStatus ?? row.status
      const statusChangedMs = status === row.status ? row.statusChangedMs : deps.timers.now()
      domainRows.update({ ...row, ...settingsOf(input, row), status, statusChangedMs })
      deps.events.publish({ type: 'domainConfiguration.changed' })
      return { domainConfigurationName: name, domainConfigurationArn: domainConfigurationArn(parts, row) }
    })
}
