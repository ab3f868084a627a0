/** One pending list: a thing has one, and one more for each namespace (JOB-700, JOB-702). */
export interface DeviceQueue {
  readonly thingName: string
  /** Empty for jobs without a namespace. */
  readonly namespaceId: string
}

/** What is appended to `notify` and `notify-next` (JOB-701). */
export function notifySuffix(queue: DeviceQueue): string {
  return queue.namespaceId === '' ? '' : `-namespace-${queue.namespaceId}`
}

/** The namespace that a topic level such as `namespace-aws-gg-deployment` names; undefined for any other level. */
export function namespaceOfLevel(level: string): string | undefined {
  return /^namespace-([a-zA-Z0-9_-]+)$/.exec(level)?.[1]
}
