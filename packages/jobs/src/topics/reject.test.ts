import { invalidRequest, resourceNotFound, ServiceError, silentLogger } from '@iot-core-local/core'
import { expect, test } from 'vitest'
import { DeviceRefusal, invalidTransition, terminalState, versionMismatch } from '../errors.js'
import type { JobExecution } from '../model/job-execution.js'
import { rejection } from './reject.js'

const execution: JobExecution = {
  seq: 1,
  jobId: 'j',
  thingName: 't',
  namespaceId: '',
  executionNumber: 1,
  status: 'SUCCEEDED',
  statusDetails: { step: 'last' },
  retryAttempt: 0,
  isForceCanceled: false,
  versionNumber: 3,
  queuedAtMs: 0,
  startedAtMs: 0,
  updatedAtMs: 0,
  inProgressDeadlineMs: undefined,
  stepDeadlineMs: undefined,
  isScheduled: false,
}
const executionState = { status: 'SUCCEEDED', statusDetails: { step: 'last' }, versionNumber: 3 }

test.each([
  ['InvalidTopic', new DeviceRefusal('InvalidRequestException', 'InvalidTopic', 'no such API', 400), {}],
  ['InvalidJson', new DeviceRefusal('InvalidRequestException', 'InvalidJson', 'no JSON', 400), {}],
  ['InvalidRequest', invalidRequest('not so'), {}],
  ['InvalidStateTransition', invalidTransition(execution, 'FAILED'), { executionState }],
  ['ResourceNotFound', resourceNotFound('not there'), {}],
  ['VersionMismatch', versionMismatch(execution, 2), { executionState }],
  ['TerminalStateReached', terminalState(execution), {}],
  ['RequestThrottled', new ServiceError('ThrottlingException', 'too fast', { status: 429 }), {}],
])(
  '[JOB-430] the code %s goes with its message and the client token, and with the state of the execution where that matters',
  (code, error, more) => {
    expect(JSON.parse(rejection(error, 'token', 1_700_000_000_999, silentLogger))).toEqual({
      code,
      message: error.message,
      clientToken: 'token',
      timestamp: 1_700_000_000,
      ...more,
    })
  },
)

test('[JOB-430] a defect is an InternalError that tells nothing of its inside', () => {
  const answer: unknown = JSON.parse(rejection(new TypeError('secret'), undefined, 0, silentLogger))
  expect(answer).toMatchObject({ code: 'InternalError', timestamp: 0 })
  expect(JSON.stringify(answer)).not.toContain('secret')
  expect(answer).not.toHaveProperty('clientToken')
})
