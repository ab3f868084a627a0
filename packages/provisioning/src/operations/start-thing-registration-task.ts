import { invalidRequest } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'
import { refuseFlaws } from '../errors.js'
import { TASK_LIFETIME_MS } from '../limits.js'

/** PRV-701, PRV-704. @throws InvalidRequestException for a flaw of the template, and while another task is not finished (the exception is unconfirmed, REG-622) */
export function startThingRegistrationTask({ account, book, bulk }: ProvisioningContext): Handler<'StartThingRegistrationTask'> {
  return ({ templateBody, inputFileBucket, inputFileKey, roleArn }) => {
    refuseFlaws(() => book.parse(templateBody, 'registration'))
    const taskId = account.store.transaction(() => {
      const other = bulk.tasks.unfinished()
      if (other !== undefined) throw invalidRequest(`The bulk registration task ${other.taskId} is not finished; there is one at a time.`)
      const nowMs = account.timers.now()
      const task = { taskId: account.ids.uuid(), templateBody, bucket: inputFileBucket, key: inputFileKey, roleArn }
      bulk.tasks.insert({ ...task, createdMs: nowMs, expiresMs: nowMs + TASK_LIFETIME_MS })
      return task.taskId
    })
    bulk.runner.arm()
    bulk.runner.kick()
    return { taskId }
  }
}
