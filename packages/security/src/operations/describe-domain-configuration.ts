import { builtInDomains } from '../domains/built-in-domains.js'
import type { Handler, Parts } from '../parts.js'
import { domainConfigurationArn, domainConfigurationNotFound } from './domain-configuration.js'

/** REG-562, REG-563. */
export function describeDomainConfiguration(parts: Parts): Handler<'DescribeDomainConfiguration'> {
  const { deps, domainRows } = parts
  return ({ domainConfigurationName: name }) => {
    const builtIn = builtInDomains(deps.endpoints).find((domain) => domain.name === name)
    if (builtIn !== undefined) {
      return {
        domainConfigurationName: name,
        domainConfigurationArn: domainConfigurationArn(parts, { name }),
        ...(builtIn.domainName === undefined ? {} : { domainName: builtIn.domainName }),
        serverCertificates: [],
        domainConfigurationStatus: 'ENABLED',
        serviceType: builtIn.serviceType,
        domainType: 'ENDPOINT',
      }
    }
    const row = domainRows.find(name)
    if (row === undefined) throw domainConfigurationNotFound(name)
    const { certificateArn, authenticationType, applicationProtocol, securityPolicy, ocspCheck, clientCallbackArn } = row
    return {
      domainConfigurationName: name,
      domainConfigurationArn: domainConfigurationArn(parts, row),
      domainName: row.domainName,
      serverCertificates: certificateArn === null ? [] : [{ serverCertificateArn: certificateArn, serverCertificateStatus: 'VALID' }],
      domainConfigurationStatus: row.status,
      serviceType: 'DATA',
      domainType: row.domainType,
      lastStatusChangeDate: new Date(row.statusChangedMs),
      ...(securityPolicy === null ? {} : { tlsConfig: { securityPolicy } }),
      ...(ocspCheck === null ? {} : { serverCertificateConfig: { enableOCSPCheck: ocspCheck === 1 } }),
      ...(authenticationType === null ? {} : { authenticationType }),
      ...(clientCallbackArn === null ? {} : { clientCertificateConfig: { clientCertificateCallbackArn: clientCallbackArn } }),
      ...(applicationProtocol === null ? {} : { applicationProtocol }),
    }
  }
}
