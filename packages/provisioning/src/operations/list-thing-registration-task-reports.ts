import { invalidRequest } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'

/** PRV-703, REG-625: one file, or none while there is nothing. @throws InvalidRequestException for an unknown task: the model has no other exception for it */
export function listThingRegistrationTaskReports({ bulk }: ProvisioningContext): Handler<'ListThingRegistrationTaskReports'> {
  return ({ taskId, reportType }) => {
    if (bulk.tasks.find(taskId) === undefined) throw invalidRequest(`The task ${taskId} does not exist.`)
    const isEmpty = bulk.tasks.lines(taskId, reportType, 0, 1).length === 0
    return { resourceLinks: isEmpty ? [] : [bulk.reports.linkTo(taskId, reportType)], reportType }
  }
}
