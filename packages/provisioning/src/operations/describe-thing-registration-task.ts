import { resourceNotFound } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'

/** PRV-702. @throws ResourceNotFoundException */
export function describeThingRegistrationTask({ bulk }: ProvisioningContext): Handler<'DescribeThingRegistrationTask'> {
  return ({ taskId }) => {
    const task = bulk.tasks.find(taskId)
    if (task === undefined) throw resourceNotFound(`The task ${taskId} does not exist.`)
    return {
      taskId,
      creationDate: new Date(task.createdMs),
      lastModifiedDate: new Date(task.modifiedMs),
      templateBody: task.templateBody,
      inputFileBucket: task.bucket,
      inputFileKey: task.key,
      roleArn: task.roleArn,
      status: task.status,
      ...(task.message === null ? {} : { message: task.message }),
      successCount: task.successCount,
      failureCount: task.failureCount,
      percentageProgress: task.percentage,
    }
  }
}
