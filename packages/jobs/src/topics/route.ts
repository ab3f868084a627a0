import { invalidRequest, type OutgoingMessage, type TopicHandler, type TopicReply, type TopicRequest } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { DeviceRefusal, executionState } from '../errors.js'
import { describeExecution, NEXT } from '../executions/describe-job-execution.js'
import { getPendingExecutions } from '../executions/get-pending-job-executions.js'
import { startNextExecution } from '../executions/start-next-pending-job-execution.js'
import { updateExecution } from '../executions/update-job-execution.js'
import { namespaceOfLevel } from '../model/device-queue.js'
import type { JobExecution } from '../model/job-execution.js'
import { encodeExecution, executionSummary, toSeconds, withDocument } from './execution-messages.js'
import { rejection } from './reject.js'
import { readRequest, type RequestMembers } from './request-members.js'

/** What an API answers: the JSON text of the members behind `clientToken` and `timestamp`, and what is published behind the answer. */
interface Answer {
  /** JSON members without braces; empty when there are none. */
  readonly members: string
  readonly messages?: readonly OutgoingMessage[]
}

interface DeviceRequest {
  readonly thingName: string
  /** Empty on the plain topics. */
  readonly namespaceId: string
  readonly jobId: string
  readonly members: RequestMembers
}

type DeviceApi = (context: JobsContext, request: DeviceRequest) => Answer

const ROOT = '$aws/things/{thingName}/jobs'

/** The reserved topics of jobs (JOB section 8.1). Parsed by position, so a job may be called `get` (JOB-002). */
export function jobTopics(context: JobsContext): readonly TopicHandler[] {
  const handler = (pattern: string, api: DeviceApi): TopicHandler => ({ pattern, handle: (request) => answer(context, request, api) })
  // What comes from within, such as this service's own notifications, has nobody to refuse it to.
  const refusing = (pattern: string): TopicHandler => ({
    pattern,
    handle: (request) => (request.call.source === 'internal' ? [] : answer(context, request, refuseTopic)),
  })
  return [
    handler(`${ROOT}/get`, getPending),
    handler(`${ROOT}/start-next`, startNext),
    handler(`${ROOT}/{jobId}/get`, describe),
    handler(`${ROOT}/{jobId}/update`, update),
    // JOB-701: the topics of a Greengrass core.
    handler(`${ROOT}/{jobId}/{namespaceLevel}/get`, describe),
    handler(`${ROOT}/{jobId}/{namespaceLevel}/update`, update),
    // JOB-436: every other topic in the jobs namespace maps to no API.
    refusing(`${ROOT}/{unknown}`),
    refusing(`${ROOT}/{jobId}/{unknown}`),
    refusing(`${ROOT}/{jobId}/{unknown}/{more}`),
  ]
}

function answer(context: JobsContext, request: TopicRequest, api: DeviceApi): readonly TopicReply[] {
  const nowMs = context.account.timers.now()
  let members: RequestMembers | undefined
  try {
    members = readRequest(request.payload)
    const { thingName = '', jobId = '', namespaceLevel } = request.params
    const namespaceId = namespaceLevel === undefined ? '' : namespaceOfLevel(namespaceLevel)
    if (namespaceId === undefined) return refuseTopic()
    checkNames(thingName, jobId)
    const { members: answered, messages = [] } = api(context, { thingName, namespaceId, jobId, members })
    const token = members.clientToken === undefined ? '' : `"clientToken":${JSON.stringify(members.clientToken)},`
    const payload = `{${token}"timestamp":${toSeconds(nowMs)}${answered === '' ? '' : `,${answered}`}}`
    return [
      { to: 'requester', topic: `${request.topic}/accepted`, payload },
      ...messages.map((message): TopicReply => ({ to: 'subscribers', topic: message.topic, payload: message.payload })),
    ]
  } catch (error) {
    const payload = rejection(error, members?.clientToken, nowMs, context.account.log)
    return [{ to: 'requester', topic: `${request.topic}/rejected`, payload }]
  }
}

function checkNames(thingName: string, jobId: string): void {
  if (!/^[a-zA-Z0-9:_-]{1,128}$/.test(thingName)) throw patternError('thingName', thingName, '[a-zA-Z0-9:_-]+')
  if (jobId !== '' && jobId !== NEXT && !/^[a-zA-Z0-9_-]{1,64}$/.test(jobId)) throw patternError('jobId', jobId, '[a-zA-Z0-9_-]+')
}

function patternError(member: string, value: string, pattern: string): Error {
  return invalidRequest(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
  )
}

/** JOB-422. */
function getPending(context: JobsContext, { thingName, namespaceId }: DeviceRequest): Answer {
  const { inProgress, queued } = getPendingExecutions(context, { thingName, namespaceId })
  const lists = { inProgressJobs: inProgress.map(executionSummary), queuedJobs: queued.map(executionSummary) }
  return { members: JSON.stringify(lists).slice(1, -1) }
}

/** JOB-427. */
function startNext(context: JobsContext, { thingName, namespaceId, members }: DeviceRequest): Answer {
  const input = {
    thingName,
    namespaceId,
    statusDetails: members.details('statusDetails'),
    stepTimeoutInMinutes: members.integer('stepTimeoutInMinutes'),
  }
  const { result, messages } = context.work.collect((unit) => startNextExecution(context, unit, input))
  return { members: executionMember(context, result, true), messages }
}

/** JOB-425, JOB-426. */
function describe(context: JobsContext, { thingName, namespaceId, jobId, members }: DeviceRequest): Answer {
  const isDocumentIncluded = members.flag('includeJobDocument') ?? true
  const execution = describeExecution(context, { thingName, namespaceId, jobId, executionNumber: members.integer('executionNumber') })
  return { members: executionMember(context, execution, isDocumentIncluded) }
}

/** JOB-424, JOB-428. */
function update(context: JobsContext, { thingName, namespaceId, jobId, members }: DeviceRequest): Answer {
  if (jobId === NEXT) throw patternError('jobId', jobId, '[a-zA-Z0-9_-]+')
  const input = {
    thingName,
    namespaceId,
    jobId,
    status: members.requiredText('status'),
    statusDetails: members.details('statusDetails'),
    expectedVersion: members.integer('expectedVersion'),
    executionNumber: members.integer('executionNumber'),
    stepTimeoutInMinutes: members.integer('stepTimeoutInMinutes'),
  }
  const isStateIncluded = members.flag('includeJobExecutionState') ?? false
  const isDocumentIncluded = members.flag('includeJobDocument') ?? false
  const { result, messages } = context.work.collect((unit) => updateExecution(context, unit, input))
  const state = JSON.stringify(isStateIncluded ? { executionState: executionState(result) } : {})
  return { members: withDocument(state, isDocumentIncluded ? context.documents.handedTo(result) : undefined).slice(1, -1), messages }
}

function refuseTopic(): never {
  throw new DeviceRefusal('InvalidRequestException', 'InvalidTopic', 'The topic belongs to AWS IoT Jobs but maps to none of its APIs.', 400)
}

/** The `execution` member; none when nothing is pending (JOB-423). */
function executionMember(context: JobsContext, execution: JobExecution | undefined, isDocumentIncluded: boolean): string {
  if (execution === undefined) return ''
  const document = isDocumentIncluded ? context.documents.handedTo(execution) : undefined
  return `"execution":${encodeExecution(execution, document, context.account.timers.now())}`
}
