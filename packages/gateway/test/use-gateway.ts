import {
  createDecisionLog,
  createIdSource,
  createTimers,
  silentLogger,
  type Access,
  type ControllableTimers,
  type IotDataHandlers,
  type IotHandlers,
  type IotJobsDataHandlers,
  type Logger,
  type Service,
} from '@iot-core-local/core'
import { onTestFinished } from 'vitest'
import {
  createGateway,
  type AdminApi,
  type CredentialProvider,
  type Gateway,
  type GatewayAccount,
  type GatewayOptions,
} from '../src/index.js'

export interface UseGatewayOptions {
  readonly iot?: IotHandlers
  readonly iotData?: IotDataHandlers
  readonly iotJobsData?: IotJobsDataHandlers
  readonly access?: Access
  readonly credentialProvider?: CredentialProvider
  readonly admin?: Partial<AdminApi>
  readonly gateway?: GatewayOptions
}

export interface TestGateway {
  readonly gateway: Gateway
  readonly timers: ControllableTimers
  /** Accounts made so far, by `account/region`. */
  readonly accounts: ReadonlyMap<string, GatewayAccount>
  /** The account that requests without a 12-digit access key id belong to. */
  readonly account: GatewayAccount
  readonly logged: { level: string; message: string; facts: object }[]
  readonly resets: (string | undefined)[]
}

const NOBODY: Access = {
  epoch: 0,
  admitConnection: () => Promise.reject(new Error('No connections here.')),
  admitRequest: () => Promise.resolve({ isAdmitted: false, reason: 'UNKNOWN_CERTIFICATE', explanation: 'Nobody knows this certificate.' }),
}

/** A gateway over small services written in the test; closed when the test ends. */
export function useGateway(options: UseGatewayOptions = {}): TestGateway {
  const timers = createTimers({ mode: 'manual', startMs: Date.parse('2026-01-15T12:00:00Z') })
  const logged: TestGateway['logged'] = []
  const log = rememberingLog(logged)
  const accounts = new Map<string, GatewayAccount>()
  const service: Service = {
    name: 'test',
    operations: {
      ...(options.iot && { iot: options.iot }),
      ...(options.iotData && { 'iot-data': options.iotData }),
      ...(options.iotJobsData && { 'iot-jobs-data': options.iotJobsData }),
    },
    topics: [],
    start: () => undefined,
    close: () => Promise.resolve(),
  }
  const find = (accountId = '123456789012', region = 'us-east-1'): GatewayAccount => {
    const key = `${accountId}/${region}`
    const known = accounts.get(key)
    if (known !== undefined) return known
    const account: GatewayAccount = {
      accountId,
      region,
      services: [service],
      access: options.access ?? NOBODY,
      decisions: createDecisionLog({ clock: timers, log: silentLogger }),
      clock: timers,
      ...(options.credentialProvider && { credentialProvider: options.credentialProvider }),
    }
    accounts.set(key, account)
    return account
  }
  const resets: (string | undefined)[] = []
  const gateway = createGateway(
    {
      accounts: { find: ({ accountId, region }) => find(accountId, region) },
      admin: {
        health: () => ({ phase: 'ready', version: '0.1.0', services: { test: 'ready' }, listeners: {} }),
        report: () => undefined,
        caPem: () => '-----BEGIN CERTIFICATE-----\n',
        reset: (accountId) => {
          resets.push(accountId)
          return Promise.resolve()
        },
        explain: () => Promise.resolve({ decision: 'ALLOWED', explanation: 'Everything is allowed here.' }),
        time: timers,
        ...options.admin,
      },
      log,
      ids: createIdSource('gateway-test'),
    },
    options.gateway,
  )
  onTestFinished(async () => {
    await gateway.close()
    timers.close()
  })
  return { gateway, timers, accounts, account: find(), logged, resets }
}

function rememberingLog(logged: TestGateway['logged']): Logger {
  const at = (level: string) => (facts: object, message: string) => void logged.push({ level, message, facts })
  const log: Logger = { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => log }
  return log
}
