import { type IotHandlers, resourceNotFound, validationFailed } from '@iot-core-local/core'
import type { CommandsContext } from '../context.js'
import { MAX_PAGE_SIZE } from '../limits.js'
import { readTargetArn } from '../model/target.js'
import { readTimeFilter } from '../model/time-filter.js'
import type { ExecutionSubject } from '../store/executions-store.js'
import { executionSummary } from './execution-summary.js'
import { readCommandArn } from './find-command.js'
import { pageOf, readToken } from './page.js'

interface SubjectInput {
  readonly commandArn?: string | undefined
  readonly targetArn?: string | undefined
}

/** ListCommandExecutions: of one command or one target, by the time of start or of completion, the latest first unless asked otherwise. */
export function listCommandExecutions(context: CommandsContext): NonNullable<IotHandlers['ListCommandExecutions']> {
  return (input) => {
    const { startedTimeFilter, completedTimeFilter, status, sortOrder: order = 'DESCENDING', maxResults: limit = MAX_PAGE_SIZE } = input
    const subject = readSubject(context, input)
    if ((startedTimeFilter === undefined) === (completedTimeFilter === undefined))
      throw validationFailed('Exactly one of startedTimeFilter and completedTimeFilter must be given.')
    const time = startedTimeFilter === undefined ? 'completed' : 'started'
    const span = readTimeFilter(`${time}TimeFilter`, startedTimeFilter ?? completedTimeFilter ?? {})
    const scope = `ListCommandExecutions/${order}/${time}/${input.commandArn ?? input.targetArn ?? ''}`
    const [cursorMs, cursorSeq] = readToken(scope, input.nextToken) ?? []
    checkExists(context, subject)
    if (input.namespace === 'AWS-IoT-FleetWise') return { commandExecutions: [] }
    const cursor = cursorMs === undefined || cursorSeq === undefined ? undefined : ([cursorMs, cursorSeq] as const)
    const found = context.executions.list({ subject, time, span, status, order, cursor, limit: limit + 1 })
    const { items, ...next } = pageOf(scope, found, limit, ({ createdAtMs, completedAtMs, seq }) => [
      time === 'started' ? createdAtMs : (completedAtMs ?? 0),
      seq,
    ])
    return { commandExecutions: items.map((execution) => executionSummary(context, execution)), ...next }
  }
}

function readSubject(context: CommandsContext, { commandArn, targetArn }: SubjectInput): ExecutionSubject {
  if (commandArn !== undefined && targetArn === undefined) return { commandId: readCommandArn(context, commandArn) }
  if (targetArn !== undefined && commandArn === undefined) return { target: readTargetArn(context.account.arns, targetArn) }
  throw validationFailed('Exactly one of commandArn and targetArn must be given.')
}

/** What was deleted is still there for its executions. A client needs not exist. @throws ResourceNotFoundException */
function checkExists(context: CommandsContext, subject: ExecutionSubject): void {
  const exists =
    'commandId' in subject
      ? context.commands.find(subject.commandId) !== undefined
      : subject.target.kind === 'client' || context.things.exists(subject.target.id)
  if (exists || context.executions.hasAny(subject)) return
  throw resourceNotFound('commandId' in subject ? `There is no command ${subject.commandId}.` : `There is no thing ${subject.target.id}.`)
}
