import { DueWork, type OutgoingMessage } from '@iot-core-local/core'
import { timeOut } from '../changes/execution-changes.js'
import { removeCommand } from '../changes/delete-command.js'
import { type CommandsContext, publishAfterCommit } from '../context.js'

/** Does what time brings: executions time out (CMD-007) and are forgotten (CMD-012), commands pending deletion go. */
export function createDueRunner(context: CommandsContext, sliceSize: number): DueWork {
  const { account, commands, executions } = context
  return new DueWork({
    timers: account.timers,
    log: account.log,
    slice: () =>
      account.store.transaction(() => {
        const nowMs = account.timers.now()
        const due = executions.due(nowMs, sliceSize)
        const messages: OutgoingMessage[] = due.map((execution) => timeOut(context, execution))
        if (messages.length > 0) publishAfterCommit(context, messages)
        const expired = executions.expired(nowMs, sliceSize)
        for (const seq of expired) executions.delete(seq)
        const deleted = commands.dueDeletions(nowMs, sliceSize)
        for (const { commandId } of deleted) removeCommand(context, commandId)
        return [due, expired, deleted].some((done) => done.length === sliceSize)
      }),
    earliestDueMs: () => {
      const dueMs = [executions.earliestDueMs(), commands.earliestDeletionMs()].filter((time) => time !== undefined)
      return dueMs.length === 0 ? undefined : Math.min(...dueMs)
    },
    failure: 'what was due of commands and their executions could not be done',
  })
}
