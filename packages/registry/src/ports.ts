import type { ParsedArn } from '@iot-core-local/core'

/** What the registry must know of certificates. */
export interface PrincipalDirectory {
  /** Whether the certificate of this ARN is registered in this account, in whatever status. */
  exists(certificateArn: string): boolean
}

/** The types of endpoint that have an address here (REG-550). */
export type EndpointType = 'iot:Data-ATS' | 'iot:Data' | 'iot:Data-Beta' | 'iot:CredentialProvider' | 'iot:Jobs'

/** Under which names the listeners are reached. */
export interface EndpointNames {
  /** What DescribeEndpoint answers: a host, with `:port` only where the configuration says so (REG-555). The same at every call. */
  addressOf(endpointType: EndpointType): string
}

/** What the registry must know of the taggable resources of other packages: policies, role aliases, rules, jobs ... (REG-531). */
export interface TaggableResources {
  /** Whether the resource exists; undefined when nobody here owns resources of its type. */
  exists(arn: ParsedArn): boolean | undefined
}
