/** Seconds that a presigned URL holds when the job does not say (JOB-205). */
export const DEFAULT_PRESIGN_SECONDS = 3_600
/** Targets of one job, those associated later included (JOB-121). */
export const MAX_TARGETS = 100
/** Characters of a job document (JOB-200). */
export const MAX_DOCUMENT_LENGTH = 32_768
/** Minutes of the in-progress and the step timer (JOB-320, JOB-321). */
export const MIN_TIMEOUT_MINUTES = 1
export const MAX_TIMEOUT_MINUTES = 10_080
/** The step timeout that drops the running step timer (JOB-321). */
export const DROP_STEP_TIMEOUT = -1
/** Pairs of status details that CancelJobExecution takes (JOB-144). */
export const MAX_CANCEL_DETAILS = 10
/** Characters of a status detail (JOB-429). */
export const MAX_DETAIL_KEY_LENGTH = 128
export const MAX_DETAIL_VALUE_LENGTH = 1_024
/** Jobs that may be in DELETION_IN_PROGRESS at a time (JOB-015). */
export const MAX_JOBS_IN_DELETION = 10
/** Pending executions shown to a device (JOB-043): so many, and so many more of jobs with a schedule. */
export const PENDING_SHOWN = 10
export const PENDING_SHOWN_SCHEDULED = 5
/** Items on a page: the model's bound, and what is taken when the caller names none (JOB-103, the latter unconfirmed). */
export const MAX_PAGE_SIZE = 250
export const DEFAULT_PAGE_SIZE = 100
/** Executions that one stretch of background work handles unless the options say otherwise. */
export const DEFAULT_SLICE_SIZE = 50
export const MS_PER_MINUTE = 60_000
/** Executions a minute of a configured rollout (JOB-300). */
export const MAX_ROLLOUT_PER_MINUTE = 1_000
/** Retries of a job on one thing, over all failure types (JOB-330). */
export const MAX_RETRIES = 10
/** Package versions that a job brings (JOB-119). */
export const MAX_PACKAGE_VERSIONS = 25
