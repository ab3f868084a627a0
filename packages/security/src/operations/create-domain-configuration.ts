import { invalidRequest, limitExceeded, parseArn, resourceAlreadyExists } from '@iot-core-local/core'
import { settingsOf } from '../domains/domain-settings.js'
import { certificateValidation } from '../errors.js'
import type { Handler, Parts } from '../parts.js'
import type { DomainConfigurationRow } from '../store/domain-configuration-store.js'
import { domainConfigurationArn } from './domain-configuration.js'
import { assignTags } from './register-ca-certificate.js'

/** REG-565. */
const MAX_DOMAIN_CONFIGURATIONS = 10
/** As in the names that AWS was seen to assign (REG-560). */
const MANAGED_NAME_CHARACTERS = 19

const HOST_NAME = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/

/** REG-560 to REG-562, SEC-110. The content of server certificates is ACM's, out of reach: the authority issues one for the name. */
export function createDomainConfiguration(parts: Parts): Handler<'CreateDomainConfiguration'> {
  const { deps, domainRows } = parts
  return ({ domainConfigurationName: name, ...input }) => {
    if ((input.serviceType ?? 'DATA') !== 'DATA') throw invalidRequest('The serviceType of a domain configuration can only be DATA.')
    const [certificateArn] = input.serverCertificateArns ?? []
    const domainName = readDomainName(input.domainName, certificateArn)
    if (input.validationCertificateArn !== undefined && certificateArn === undefined) {
      throw invalidRequest('A validationCertificateArn needs a server certificate that it is for.')
    }
    for (const arn of [certificateArn, input.validationCertificateArn]) if (arn !== undefined) checkCertificate(parts, arn)
    const settings = settingsOf(input)
    return deps.store.transaction(() => {
      const all = domainRows.all()
      refuseTaken(parts, all, name, domainName)
      if (all.length >= MAX_DOMAIN_CONFIGURATIONS) {
        throw limitExceeded(
          `The account has ${String(MAX_DOMAIN_CONFIGURATIONS)} domain configurations in this Region, the most it may have.`,
        )
      }
      const row: DomainConfigurationRow = {
        name,
        id: deps.ids.alphanumeric(5),
        domainName: domainName ?? `d${deps.ids.alphanumeric(MANAGED_NAME_CHARACTERS)}-ats.iot.${deps.region}.localhost`,
        domainType: domainName === undefined ? 'AWS_MANAGED' : 'CUSTOMER_MANAGED',
        status: 'ENABLED',
        statusChangedMs: deps.timers.now(),
        certificateArn: certificateArn ?? null,
        ...settings,
      }
      domainRows.insert(row)
      const arn = domainConfigurationArn(parts, row)
      assignTags(parts, arn, input.tags)
      deps.events.publish({ type: 'domainConfiguration.changed' })
      return { domainConfigurationName: name, domainConfigurationArn: arn }
    })
  }
}

/** Undefined for a domain that AWS manages. */
function readDomainName(domainName: string | undefined, certificateArn: string | undefined): string | undefined {
  if (domainName === undefined) {
    if (certificateArn !== undefined) throw invalidRequest('A server certificate needs the domainName that it is for.')
    return undefined
  }
  if (certificateArn === undefined) throw invalidRequest('Cannot provide a custom domain name for an AWS Managed Domain')
  const lowerCase = domainName.toLowerCase()
  if (!HOST_NAME.test(lowerCase)) throw invalidRequest(`The domainName is not a host name: ${domainName}`)
  return lowerCase
}

/** Whether ACM would have such a certificate for this account and Region. */
function checkCertificate({ deps }: Parts, certificateArn: string): void {
  const arn = parseArn(certificateArn)
  if (arn?.accountId === deps.accountId && arn.region === deps.region) return
  throw certificateValidation(`The certificate must be one of this account and Region in ACM: ${certificateArn}`)
}

function refuseTaken(parts: Parts, all: readonly DomainConfigurationRow[], name: string, domainName: string | undefined): void {
  const taken = all.find((row) => row.name === name || row.domainName === domainName)
  if (taken === undefined) return
  const what = taken.name === name ? `The domain configuration ${name}` : `A domain configuration for ${taken.domainName}`
  throw resourceAlreadyExists(`${what} exists already.`, { resourceId: taken.name, resourceArn: domainConfigurationArn(parts, taken) })
}
