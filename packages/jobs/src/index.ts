export { createJobs, type Jobs, type JobsDeps, type JobsOptions } from './jobs.js'
export type { JobTags, ResourceTag } from './job-tags.js'
export type { EventSwitches, ThingLookup } from './ports.js'
