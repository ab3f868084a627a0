import { type AccountContext, notImplemented, type Publisher, type Service } from '@iot-core-local/core'
import type { EventSwitches, ThingLookup } from './ports.js'

export interface JobsDeps extends AccountContext {
  readonly publisher: Publisher
  readonly things: ThingLookup
  readonly eventSwitches: EventSwitches
}

export interface JobsOptions {
  /** How many executions one stretch of background work handles before the event loop gets its turn. Default 100. */
  readonly sliceSize?: number
}

export interface ResourceTag {
  readonly Key: string
  readonly Value: string
}

/** The tags of jobs and job templates, for TagResource, UntagResource and ListTagsForResource (JOB-117). */
export interface JobTags {
  /** Whether the ARN names a job or job template that exists here. */
  owns(resourceArn: string): boolean
  list(resourceArn: string): readonly ResourceTag[]
  /** Adds tags; a key that is there already gets the new value. */
  put(resourceArn: string, tags: readonly ResourceTag[]): void
  remove(resourceArn: string, tagKeys: readonly string[]): void
}

export interface Jobs extends Service {
  readonly tags: JobTags
}

/** Makes the jobs service of one account: control plane, device plane over HTTP and MQTT, and the work behind them. */
export function createJobs(_deps: JobsDeps, _options: JobsOptions = {}): Jobs {
  throw notImplemented('The jobs service')
}
