import type { EndpointAddresses } from '../ports.js'

/** A configuration that every account has and nobody can change (REG-563). */
export interface BuiltInDomain {
  readonly name: 'iot:Data-ATS' | 'iot:CredentialProvider' | 'iot:Jobs'
  readonly serviceType: 'DATA' | 'CREDENTIAL_PROVIDER' | 'JOBS'
  readonly domainName: string | undefined
}

const BUILT_IN = [
  { name: 'iot:CredentialProvider', serviceType: 'CREDENTIAL_PROVIDER' },
  { name: 'iot:Data-ATS', serviceType: 'DATA' },
  { name: 'iot:Jobs', serviceType: 'JOBS' },
] as const

/** By name. Their domain names are what DescribeEndpoint answers, without a port. */
export function builtInDomains(endpoints: EndpointAddresses | undefined): readonly BuiltInDomain[] {
  return BUILT_IN.map(({ name, serviceType }) => ({
    name,
    serviceType,
    domainName: endpoints?.addressOf(name).replace(/:\d+$/, ''),
  }))
}
