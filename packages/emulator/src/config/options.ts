import { choiceKind, credentialsKind, namesKind, type OptionKind, patternKind, portKind, textKind } from './option-kinds.js'
import { quotasKind } from './quotas.js'

interface Option<Value> {
  readonly kind: OptionKind<Value>
  readonly default: Value | undefined
  /** One line for `--help` and the reference page. */
  readonly help: string
  readonly isSecret?: true
}

function option<Value, Default extends Value | undefined>(
  kind: OptionKind<Value>,
  fallback: Default,
  help: string,
  isSecret?: true,
): Option<Value> & { readonly default: Default } {
  return { kind, default: fallback, help, ...(isSecret === undefined ? {} : { isSecret }) }
}

/**
 * The one table of options. From it come the flag (`--http-port`), the variable (`ICL_HTTP_PORT`), the config key (`httpPort`),
 * the types, the help and the reference page.
 */
export const OPTIONS = {
  httpPort: option(portKind, 4567, 'AWS API and admin routes over HTTP, WebSocket on /mqtt'),
  mqttsPort: option(portKind, 8883, 'MQTT over TLS with client certificates'),
  tlsPort: option(portKind, 8443, 'TLS: MQTT by ALPN, HTTPS and WebSocket on /mqtt'),
  mqttPort: option(portKind, undefined, 'plain MQTT without authentication; off unless given'),
  host: option(textKind, '127.0.0.1', 'address to listen on; 0.0.0.0 for all'),
  advertisedHost: option(namesKind, undefined, 'names that DescribeEndpoint answers (the first) and the server certificate carries'),
  accountId: option(patternKind('12 digits', /^\d{12}$/), '000000000000', 'the account of callers that name none'),
  region: option(
    patternKind('a Region such as eu-central-1', /^[a-z]{2}(-[a-z]+)+-\d$/),
    'us-east-1',
    'the Region of callers that name none',
  ),
  dataDir: option(textKind, undefined, 'folder that keeps everything; without it all is in memory'),
  caDir: option(textKind, undefined, 'folder that keeps the CA and the server certificate; default: in the data folder'),
  credentials: option(credentialsKind, undefined, 'access keys; when given, signatures are verified', true),
  anonymousPolicy: option(
    textKind,
    undefined,
    'what plain MQTT connections may do: the name of a policy of the account, or a file (with a / or .json) that holds one; default: everything',
  ),
  endpointTypes: option(
    choiceKind(['lenient', 'strict']),
    'lenient',
    'strict: DescribeEndpoint refuses the retired types iot:Data and iot:Jobs',
  ),
  domainDeletion: option(
    choiceKind(['lenient', 'strict']),
    'lenient',
    'strict: an AWS-managed domain configuration must be disabled for 7 days before it can be deleted',
  ),
  refusedConnections: option(
    choiceKind(['silent', 'connack']),
    'silent',
    'connack: a refused MQTT 3.1.1 client is told so (CONNACK 5) before its connection is closed; AWS just closes it',
  ),
  quotas: option(quotasKind, undefined, 'quotas that differ from those of a new account, to test with raised ones or to run into them'),
  lambdaEndpoint: option(
    patternKind('an http(s) URL', /^https?:\/\/\S+$/),
    undefined,
    'where rules invoke functions that this process does not hold',
  ),
  s3Endpoint: option(
    patternKind('an http(s) URL', /^https?:\/\/\S+$/),
    undefined,
    'S3-compatible store that objects of bulk registration and job documents are read from; AWS is never asked',
  ),
  s3Credentials: option(credentialsKind, undefined, 'the access key for that store, when it wants one', true),
  stsEndpoint: option(
    patternKind('an http(s) URL', /^https?:\/\/\S+$/),
    undefined,
    'STS-compatible endpoint that assumes the roles of role aliases; without it the credential provider makes keys of its own',
  ),
  filesDir: option(textKind, undefined, 'folder whose files are the objects of the bucket `file`; without it no file can be read'),
  time: option(choiceKind(['system', 'manual']), 'system', 'manual: the clock stands still until it is advanced'),
  logLevel: option(choiceKind(['silent', 'error', 'warn', 'info', 'debug', 'trace']), 'info', 'how much is logged'),
  logFormat: option(choiceKind(['auto', 'text', 'json']), 'auto', 'auto: text on a terminal, JSON elsewhere'),
  readyFile: option(textKind, undefined, 'file that is written when everything listens, and removed at the end'),
} as const

export type OptionName = keyof typeof OPTIONS

type ValueOf<Name extends OptionName> = (typeof OPTIONS)[Name] extends Option<infer Value> ? Value : never

/** The configuration in force: every option with its value; undefined only where the table has no default. */
export type Config = {
  readonly [Name in OptionName]: undefined extends (typeof OPTIONS)[Name]['default'] ? ValueOf<Name> | undefined : ValueOf<Name>
}

export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[]

/** `httpPort` -> `http-port`. */
export function flagOf(name: OptionName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** `httpPort` -> `ICL_HTTP_PORT`. */
export function variableOf(name: OptionName): string {
  return `ICL_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}
