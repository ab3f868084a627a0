import { conflict, type IotHandlers } from '@iot-core-local/core'
import type { CommandsContext } from '../context.js'
import { readTargetArn } from '../model/target.js'

/** DeleteCommandExecution of a final one (CMD-012). The model knows no exception for one that is not there: it is as good as deleted (unconfirmed). */
export function deleteCommandExecution(context: CommandsContext): NonNullable<IotHandlers['DeleteCommandExecution']> {
  return ({ executionId, targetArn }) => {
    const target = readTargetArn(context.account.arns, targetArn)
    context.account.store.transaction(() => {
      const execution = context.executions.find(executionId, target)
      if (execution === undefined) return
      if (!execution.isFinal)
        throw conflict(`The command execution ${executionId} is ${execution.status}, and its device may still report on it.`, executionId)
      context.executions.delete(execution.seq)
    })
    return {}
  }
}
