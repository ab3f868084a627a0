import { invalidRequest, resourceNotFound } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'

/** REG-624: what was done stays. @throws ResourceNotFoundException; InvalidRequestException for a task that has ended (unconfirmed) */
export function stopThingRegistrationTask({ account, bulk }: ProvisioningContext): Handler<'StopThingRegistrationTask'> {
  return ({ taskId }) => {
    account.store.transaction(() => {
      const task = bulk.tasks.find(taskId)
      if (task === undefined) throw resourceNotFound(`The task ${taskId} does not exist.`)
      if (task.status === 'Cancelling') return
      if (task.status !== 'InProgress') throw invalidRequest(`The task ${taskId} is ${task.status}.`)
      bulk.tasks.setStatus(taskId, 'Cancelling', null, account.timers.now(), task.expiresMs)
    })
    bulk.runner.kick()
    return {}
  }
}
