import type { PolicyVariables } from '../policy/variables.js'
import type { ThingBinding } from '../ports.js'
import { whyMissing } from './why-missing.js'

/** What is known about who asks and from where; what is not known has no value in policies. */
export interface Circumstances {
  /** Undefined over HTTPS (SEC-507). */
  readonly clientId: string | undefined
  readonly sourceIp: string | undefined
  readonly domainName: string | undefined
  readonly thing: ThingBinding | undefined
  /** Whether the principal is attached to any thing; asked for explanations only. */
  readonly hasThings?: () => boolean
  /** Values of the certificate variables by key, made when first asked for. */
  readonly certificate: (() => ReadonlyMap<string, string | readonly string[]>) | undefined
  /** Further keys, such as those of a VPC endpoint, which have no counterpart on one machine. */
  readonly others?: ReadonlyMap<string, string>
}

/** What only `iot:Connect` knows (SEC-704, SEC-709). */
export interface ConnectFacts {
  readonly attributes: readonly string[]
  /** The ARN of the will's topic. */
  readonly lastWillTopicArn: string | undefined
}

/** IPv4 addresses that the socket layer writes in IPv6 form. */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i

/** The values of policy variables for one connection or request (SEC-704). */
export function questionVariables(circumstances: Circumstances, connect?: ConnectFacts): PolicyVariables {
  const { clientId, sourceIp, domainName, thing, certificate, others } = circumstances
  const values = new Map<string, string | readonly string[]>(others)
  const put = (key: string, value: string | readonly string[] | undefined): void => {
    if (value !== undefined) values.set(key, value)
  }
  put('iot:clientid', clientId)
  put('aws:sourceip', sourceIp?.replace(MAPPED, ''))
  put('iot:domainname', domainName)
  if (clientId !== undefined) put('iot:connection.thing.isattached', String(thing !== undefined))
  put('iot:connection.thing.thingname', thing?.thingName)
  put('iot:connection.thing.thingtypename', thing?.thingTypeName)
  for (const [name, value] of Object.entries(thing?.attributes ?? {})) put(`iot:connection.thing.attributes[${name}]`, value)
  put('iot:connectattributes', connect?.attributes)
  put('iot:lastwilltopic', connect?.lastWillTopicArn)
  return {
    valueOf: (key) => values.get(key) ?? (key.startsWith('iot:certificate') ? certificate?.().get(key) : undefined),
    whyMissing: (key) => whyMissing(key, circumstances, connect),
  }
}
