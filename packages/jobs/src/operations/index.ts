import type { IotHandlers } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { associateTargetsWithJob } from './associate-targets-with-job.js'
import { cancelJob } from './cancel-job.js'
import { cancelJobExecution } from './cancel-job-execution.js'
import { createJob } from './create-job.js'
import { deleteJob } from './delete-job.js'
import { deleteJobExecution } from './delete-job-execution.js'
import { describeJob } from './describe-job.js'
import { describeJobExecution } from './describe-job-execution.js'
import { getJobDocument } from './get-job-document.js'
import { listJobExecutionsForJob } from './list-job-executions-for-job.js'
import { listJobExecutionsForThing } from './list-job-executions-for-thing.js'
import { listJobs } from './list-jobs.js'
import { createJobTemplate } from './create-job-template.js'
import { deleteJobTemplate } from './delete-job-template.js'
import { describeJobTemplate } from './describe-job-template.js'
import { describeManagedJobTemplate } from './describe-managed-job-template.js'
import { listJobTemplates } from './list-job-templates.js'
import { listManagedJobTemplates } from './list-managed-job-templates.js'
import { updateJob } from './update-job.js'

/** The control plane: operation names and their handlers. */
export function controlOperations(context: JobsContext): IotHandlers {
  return {
    AssociateTargetsWithJob: associateTargetsWithJob(context),
    CancelJob: cancelJob(context),
    CancelJobExecution: cancelJobExecution(context),
    CreateJob: createJob(context),
    DeleteJob: deleteJob(context),
    DeleteJobExecution: deleteJobExecution(context),
    DescribeJob: describeJob(context),
    DescribeJobExecution: describeJobExecution(context),
    GetJobDocument: getJobDocument(context),
    ListJobExecutionsForJob: listJobExecutionsForJob(context),
    ListJobExecutionsForThing: listJobExecutionsForThing(context),
    ListJobs: listJobs(context),
    CreateJobTemplate: createJobTemplate(context),
    DeleteJobTemplate: deleteJobTemplate(context),
    DescribeJobTemplate: describeJobTemplate(context),
    DescribeManagedJobTemplate: describeManagedJobTemplate(context),
    ListJobTemplates: listJobTemplates(context),
    ListManagedJobTemplates: listManagedJobTemplates(context),
    UpdateJob: updateJob(context),
  }
}
