import type { ThingOverrides, Override } from './template.js'

/** What a template and its parameters ask for. Nothing has been looked up yet. */
export interface Plan {
  readonly thing: PlannedThing | undefined
  readonly certificate: PlannedCertificate | undefined
  readonly policies: readonly PlannedPolicy[]
  readonly deviceConfiguration: Readonly<Record<string, string>> | undefined
}

export interface PlannedThing {
  readonly logicalId: string
  readonly thingName: string
  readonly attributes: Readonly<Record<string, string>> | undefined
  readonly thingTypeName: string | undefined
  readonly thingGroups: readonly string[] | undefined
  readonly billingGroup: string | undefined
  readonly overrides: ThingOverrides
}

export type PlannedSource =
  | { readonly by: 'csr'; readonly csr: string }
  | { readonly by: 'id'; readonly certificateId: string }
  | { readonly by: 'pem'; readonly certificatePem: string; readonly caCertificatePem: string | undefined }

export interface PlannedCertificate {
  readonly logicalId: string
  readonly source: PlannedSource
  readonly status: 'ACTIVE' | 'INACTIVE'
  readonly thingPrincipalType: 'EXCLUSIVE_THING' | 'NON_EXCLUSIVE_THING'
  readonly statusOverride: Override
}

export type PlannedPolicy = { readonly logicalId: string } & ({ readonly policyName: string } | { readonly policyDocument: string })
