import { type Logger, ServiceError } from '@iot-core-local/core'
import { DeviceRefusal, type RejectionCode } from '../errors.js'
import { toSeconds } from './execution-messages.js'

const CODES: Readonly<Record<string, RejectionCode>> = {
  InvalidRequestException: 'InvalidRequest',
  ResourceNotFoundException: 'ResourceNotFound',
  InvalidStateTransitionException: 'InvalidStateTransition',
  TerminalStateException: 'TerminalStateReached',
  ThrottlingException: 'RequestThrottled',
}

/** The payload of a rejected message (JOB-430): `code` is text, `executionState` comes only with the codes that have one. */
export function rejection(error: unknown, clientToken: string | undefined, nowMs: number, log: Logger): string {
  if (!(error instanceof ServiceError)) log.error({ err: error }, 'a jobs request over MQTT failed')
  const isExpected = error instanceof ServiceError
  const code = error instanceof DeviceRefusal ? error.code : isExpected ? (CODES[error.name] ?? 'InternalError') : 'InternalError'
  return JSON.stringify({
    code,
    message: isExpected ? error.message : 'An internal error occurred. The log of iot-core-local says more.',
    clientToken,
    timestamp: toSeconds(nowMs),
    executionState: error instanceof DeviceRefusal ? error.executionState : undefined,
  })
}
