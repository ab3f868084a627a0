import { invalidRequest, notImplemented, parseArn } from '@iot-core-local/core'
import type { DomainAuthentication, DomainConfigurationRow, DomainProtocol } from '../store/domain-configuration-store.js'

/** What can be said of a configuration at its creation and later. */
export interface DomainSettingsInput {
  readonly authenticationType?: DomainAuthentication | 'CUSTOM_AUTH' | 'CUSTOM_AUTH_X509' | undefined
  readonly applicationProtocol?: DomainProtocol | undefined
  readonly authorizerConfig?: object | undefined
  readonly tlsConfig?: { readonly securityPolicy?: string | undefined } | undefined
  readonly serverCertificateConfig?:
    | {
        readonly enableOCSPCheck?: boolean | undefined
        readonly ocspLambdaArn?: string | undefined
        readonly ocspAuthorizedResponderArn?: string | undefined
      }
    | undefined
  readonly clientCertificateConfig?: { readonly clientCertificateCallbackArn?: string | undefined } | undefined
}

export type DomainSettings = Pick<
  DomainConfigurationRow,
  'authenticationType' | 'applicationProtocol' | 'securityPolicy' | 'ocspCheck' | 'clientCallbackArn'
>

export const NO_SETTINGS: DomainSettings = {
  authenticationType: null,
  applicationProtocol: null,
  securityPolicy: null,
  ocspCheck: null,
  clientCallbackArn: null,
}

/** SEC-110: which protocols go with which way of authentication. */
const PROTOCOLS_OF: Readonly<Record<string, readonly string[]>> = {
  AWS_X509: ['SECURE_MQTT', 'HTTPS'],
  CUSTOM_AUTH_X509: ['SECURE_MQTT', 'HTTPS'],
  AWS_SIGV4: ['MQTT_WSS', 'HTTPS'],
  CUSTOM_AUTH: ['SECURE_MQTT', 'MQTT_WSS', 'HTTPS'],
  DEFAULT: ['DEFAULT'],
}

/** The policy that the TLS listeners follow (SEC-107). */
const SECURITY_POLICY = 'IoTSecurityPolicy_TLS13_1_2_2022_10'
const OTHER_SECURITY_POLICIES: ReadonlySet<string> = new Set([
  'IoTSecurityPolicy_TLS13_1_3_2022_10',
  'IoTSecurityPolicy_TLS12_1_2_2022_10',
  'IoTSecurityPolicy_TLS12_1_0_2016_01',
  'IoTSecurityPolicy_TLS12_1_0_2015_01',
])

/**
 * The settings that come of an input; what it does not say stays. What nobody here would act on is refused, never kept.
 * @throws InvalidRequestException for what AWS would refuse, NotImplementedException (501) for what it would take
 */
export function settingsOf(input: DomainSettingsInput, before: DomainSettings = NO_SETTINGS): DomainSettings {
  const asked = input.authenticationType ?? before.authenticationType
  const applicationProtocol = input.applicationProtocol ?? before.applicationProtocol
  checkPair(asked ?? 'DEFAULT', applicationProtocol ?? 'DEFAULT')
  const securityPolicy = input.tlsConfig?.securityPolicy
  if (securityPolicy !== undefined && securityPolicy !== SECURITY_POLICY && !OTHER_SECURITY_POLICIES.has(securityPolicy)) {
    throw invalidRequest(`The security policy ${securityPolicy} does not exist.`)
  }
  refuseUncovered(input)
  const authenticationType = coveredAuthentication(asked)
  const clientCallbackArn = callbackOf(input, before)
  if (clientCallbackArn !== null && authenticationType !== 'AWS_X509') {
    throw invalidRequest('A clientCertificateCallbackArn goes with the authenticationType AWS_X509.')
  }
  const ocspCheck = input.serverCertificateConfig?.enableOCSPCheck
  return {
    authenticationType,
    applicationProtocol,
    securityPolicy: securityPolicy ?? before.securityPolicy,
    ocspCheck: ocspCheck === undefined ? before.ocspCheck : Number(ocspCheck),
    clientCallbackArn,
  }
}

/** An empty ARN takes the callback away. */
function callbackOf({ clientCertificateConfig }: DomainSettingsInput, before: DomainSettings): string | null {
  const arn = clientCertificateConfig?.clientCertificateCallbackArn
  if (arn === undefined) return before.clientCallbackArn
  if (arn === '') return null
  const parsed = parseArn(arn)
  const isFunction = parsed?.service === 'lambda' && parsed.resource.startsWith('function:')
  if (isFunction || /^https?:\/\/\S+$/.test(arn)) return arn
  throw invalidRequest('clientCertificateCallbackArn must be the ARN of a Lambda function, or an http(s) URL that answers in its place.')
}

function checkPair(authenticationType: string, applicationProtocol: string): void {
  if (PROTOCOLS_OF[authenticationType]?.includes(applicationProtocol) === true) return
  throw invalidRequest(
    `The authenticationType ${authenticationType} cannot be combined with the applicationProtocol ${applicationProtocol}.`,
  )
}

function coveredAuthentication(authenticationType: DomainSettingsInput['authenticationType'] | null): DomainAuthentication | null {
  if (authenticationType === 'CUSTOM_AUTH' || authenticationType === 'CUSTOM_AUTH_X509') {
    throw notImplemented(`The authenticationType ${authenticationType} of domain configurations (custom authorizers)`)
  }
  return authenticationType ?? null
}

function refuseUncovered({ authorizerConfig, ...input }: DomainSettingsInput): void {
  if (authorizerConfig !== undefined) throw notImplemented('authorizerConfig of domain configurations (custom authorizers)')
  const { securityPolicy = SECURITY_POLICY } = input.tlsConfig ?? {}
  if (securityPolicy !== SECURITY_POLICY)
    throw notImplemented(`The security policy ${securityPolicy} (the listeners follow ${SECURITY_POLICY})`)
  const { enableOCSPCheck, ocspLambdaArn, ocspAuthorizedResponderArn } = input.serverCertificateConfig ?? {}
  if (enableOCSPCheck === true || ocspLambdaArn !== undefined || ocspAuthorizedResponderArn !== undefined) {
    throw notImplemented('OCSP stapling of domain configurations (serverCertificateConfig)')
  }
}
