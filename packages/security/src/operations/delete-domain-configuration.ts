import { invalidRequest } from '@iot-core-local/core'
import type { Handler, Parts } from '../parts.js'
import { domainConfigurationArn, requireOwnDomainConfiguration } from './domain-configuration.js'

const SEVEN_DAYS_MS = 7 * 86_400_000

/** REG-564. @param isWaitKept whether one that AWS manages has to be disabled for seven days first */
export function deleteDomainConfiguration(parts: Parts, isWaitKept: boolean): Handler<'DeleteDomainConfiguration'> {
  const { deps, domainRows } = parts
  return ({ domainConfigurationName: name }) =>
    deps.store.transaction(() => {
      const row = requireOwnDomainConfiguration(parts, name)
      if (row.status !== 'DISABLED') throw invalidRequest(`The domain configuration ${name} is ENABLED: disable it before you delete it.`)
      const isRecent = deps.timers.now() - row.statusChangedMs < SEVEN_DAYS_MS
      if (isWaitKept && row.domainType === 'AWS_MANAGED' && isRecent) {
        throw invalidRequest(
          `The domain configuration ${name} has an AWS-managed domain: it must be DISABLED for 7 days before you delete it.`,
        )
      }
      domainRows.remove(name)
      deps.tags?.removeAll(domainConfigurationArn(parts, row))
      deps.events.publish({ type: 'domainConfiguration.changed' })
      return {}
    })
}
