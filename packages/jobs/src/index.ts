export { createJobs, type Jobs, type JobsDeps, type JobsOptions, type JobTags, type ResourceTag } from './jobs.js'
export type { EventSwitches, ThingLookup } from './ports.js'
