import type { DocumentExpression, ListExpression, TextExpression } from './expression.js'

/** Who uses a template. They differ in how a certificate may be named and in what happens to a parameter without a value (PRV section 8). */
export type TemplateUse = 'registration' | 'jitp' | 'fleet'

/** What to do with a property of a thing or certificate that exists already (PRV-407). */
export type Override = 'DO_NOTHING' | 'REPLACE' | 'FAIL' | 'MERGE'

export interface ThingResource {
  readonly logicalId: string
  readonly thingName: TextExpression
  readonly attributes: ReadonlyMap<string, TextExpression> | undefined
  readonly thingTypeName: TextExpression | undefined
  readonly thingGroups: ListExpression | undefined
  readonly billingGroup: TextExpression | undefined
  readonly overrides: ThingOverrides
}

export interface ThingOverrides {
  readonly attributePayload: Override
  readonly thingTypeName: Override
  readonly thingGroups: Override
}

export type CertificateSource =
  | { readonly by: 'csr'; readonly csr: TextExpression }
  | { readonly by: 'id'; readonly certificateId: TextExpression }
  | { readonly by: 'pem'; readonly certificatePem: TextExpression; readonly caCertificatePem: TextExpression | undefined }

export interface CertificateResource {
  readonly logicalId: string
  readonly source: CertificateSource
  readonly status: TextExpression | undefined
  readonly thingPrincipalType: TextExpression | undefined
  readonly statusOverride: Override
}

export type PolicyResource = { readonly logicalId: string } & (
  { readonly policyName: TextExpression } | { readonly policyDocument: TextExpression | DocumentExpression }
)

export type Mappings = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, string>>>

/** A template that has been read and checked (PRV section 4). */
export interface Template {
  readonly use: TemplateUse
  /** The declared parameters and their defaults. */
  readonly parameters: ReadonlyMap<string, string | undefined>
  readonly mappings: Mappings
  readonly thing: ThingResource | undefined
  readonly certificate: CertificateResource | undefined
  readonly policies: readonly PolicyResource[]
  readonly deviceConfiguration: ReadonlyMap<string, TextExpression> | undefined
}
