import type { Answer } from './requests/shadow-requests.js'
import type { VerbName } from './requests/verbs.js'
import { type ShadowAddress, topicPrefix } from './shadow-address.js'

export interface Notification {
  readonly topic: string
  readonly payload: string
}

/** The messages of an accepted request (SHD-106): delta, documents, accepted. AWS promises no order; this is Greengrass's (SHD-109). */
export function notificationsOf(address: ShadowAddress, verb: VerbName, answer: Answer): Notification[] {
  const base = `${topicPrefix(address)}/${verb}`
  const notifications: Notification[] = []
  if (answer.delta !== undefined) notifications.push({ topic: `${base}/delta`, payload: answer.delta })
  if (answer.documents !== undefined) notifications.push({ topic: `${base}/documents`, payload: answer.documents })
  notifications.push({ topic: `${base}/accepted`, payload: answer.accepted })
  return notifications
}
