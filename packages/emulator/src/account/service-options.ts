import type { BrokerOptions } from '@iot-core-local/broker'
import type { ShadowsOptions } from '@iot-core-local/shadows'
import type { Quotas } from '../config/quotas.js'

/** What the configuration says to the broker; what it does not say has the broker's default. */
export function brokerOptions(refusedConnections: 'silent' | 'connack', quotas: Quotas = {}): BrokerOptions {
  const { sessionExpirySeconds, queuedMessages, retainedMessages } = quotas
  return {
    isRefusalAnswered: refusedConnections === 'connack',
    ...(sessionExpirySeconds === undefined ? {} : { maximumSessionExpirySeconds: sessionExpirySeconds }),
    ...(queuedMessages === undefined ? {} : { maximumQueuedMessages: queuedMessages }),
    ...(retainedMessages === undefined ? {} : { maximumRetainedMessages: retainedMessages }),
  }
}

/** What the configuration says to the shadow service. */
export function shadowsOptions(quotas: Quotas = {}): ShadowsOptions {
  const { shadowDocumentBytes, shadowNestingLevels, shadowRequestsPerSecondPerThing, shadowRequestsPerSecond } = quotas
  return {
    ...(shadowDocumentBytes === undefined ? {} : { maxDocumentBytes: shadowDocumentBytes }),
    ...(shadowNestingLevels === undefined ? {} : { maxNestingLevels: shadowNestingLevels }),
    ...(shadowRequestsPerSecondPerThing === undefined ? {} : { requestsPerSecondPerThing: shadowRequestsPerSecondPerThing }),
    ...(shadowRequestsPerSecond === undefined ? {} : { requestsPerSecond: shadowRequestsPerSecond }),
  }
}
