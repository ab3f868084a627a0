import { type Logger, silentLogger } from '@iot-core-local/core'
import { parse, unknownName } from '../config/load-config.js'
import { type Config, OPTION_NAMES, OPTIONS } from '../config/options.js'
import { startEmulator } from '../host/emulator.js'
import { type AccountHandle, accountHandle } from './account-handle.js'
import { type TimeControl, timeControlOf } from './time-control.js'

/** As the option table, with other defaults: free ports, memory, silence. */
export type StartOptions = Partial<Omit<Config, 'logLevel' | 'logFormat' | 'readyFile'>> & {
  /** Where log entries go. Default: nowhere. */
  readonly log?: Logger
}

/** A running emulator. Everything of {@link AccountHandle} on it is about the default account. */
export interface IotCoreLocal extends AccountHandle, AsyncDisposable {
  /** `http://localhost:<port>` of the AWS API. */
  readonly httpEndpoint: string
  readonly host: string
  readonly httpPort: number
  readonly mqttsPort: number
  readonly tlsPort: number
  /** The plain MQTT listener, when it was asked for. */
  readonly mqttPort: number | undefined
  /** The CA that clients trust, PEM. */
  readonly caPem: string
  readonly time: TimeControl
  /** Another account or Region in the same process: nothing crosses between them. Made on first use. */
  account(accountId: string, region?: string): AccountHandle
  /** Drops all resources and connections of every account; listeners and CA stay. */
  reset(): Promise<void>
  /** Ends everything. May be called again. */
  close(): Promise<void>
}

/**
 * Starts an emulator in this process: free ports on loopback and memory unless told otherwise. It touches no signals, no environment and no console.
 * @throws EmulatorError ICL_CONFIG_INVALID, ICL_PORT_IN_USE, ICL_DATA_DIR_LOCKED ... with a hint.
 * @example await using iot = await startIotCoreLocal({ time: 'manual' })
 */
export async function startIotCoreLocal(options: StartOptions = {}): Promise<IotCoreLocal> {
  const { log = silentLogger, ...given } = options
  const config = configOf(given)
  const emulator = await startEmulator(config, log)
  const { addresses, clientHost, readyFacts, authority } = emulator
  const connectable = { host: clientHost, mqttsPort: addresses.mqtts.port, tlsPort: addresses.tls.port, caPem: authority.caCertificatePem }
  const context = { httpEndpoint: readyFacts.httpEndpoint, credentials: config.credentials?.[0], connectable }
  const close = (): Promise<void> => emulator.close()
  return {
    ...accountHandle(emulator.accounts, {}, context),
    httpEndpoint: readyFacts.httpEndpoint,
    host: clientHost,
    httpPort: addresses.http.port,
    mqttsPort: addresses.mqtts.port,
    tlsPort: addresses.tls.port,
    mqttPort: addresses.mqtt?.port,
    caPem: authority.caCertificatePem,
    time: timeControlOf(emulator.timers),
    account: (accountId, region) => accountHandle(emulator.accounts, { accountId, ...(region === undefined ? {} : { region }) }, context),
    reset: () => emulator.accounts.reset(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

const FREE_PORTS = { httpPort: 0, mqttsPort: 0, tlsPort: 0 } as const

function configOf(given: Omit<StartOptions, 'log'>): Config {
  const values: Record<string, unknown> = { ...defaultValues(), ...FREE_PORTS }
  for (const [key, value] of Object.entries(given)) {
    const name = OPTION_NAMES.find((known) => known === key)
    if (name === undefined) throw unknownName(`The option '${key}'`, key, OPTION_NAMES)
    if (value !== undefined) values[name] = parse(name, value, name)
  }
  // Filled for each name of the table, each value from the kind that types it.
  return Object.freeze(values) as Config
}

function defaultValues(): Record<string, unknown> {
  return Object.fromEntries(OPTION_NAMES.map((name) => [name, OPTIONS[name].default]))
}
