import type { CachedDecision } from '../authorization/decision-cache.js'
import type { Connection } from './connection.js'
import type { Sessions } from './sessions.js'

/** Whether the client may receive messages of a topic; undefined for a topic that was not asked about. */
export type Receivable = (topic: string) => boolean | undefined

/** Hands a client what its session kept for it (BRK-068), of these topics, but for what it may not receive any more (BRK-101). */
export async function deliverKept(connection: Connection, topics: ReadonlySet<string>): Promise<void> {
  const session = connection.accepted?.session
  if (session === undefined) return
  const receivable = await ask(connection, topics)
  if (session.connection === connection) session.release(receivable)
}

/** Hands a member that came, or came back, what waits for its groups (BRK-224). What it may not receive waits on for another. */
export async function deliverToMember(connection: Connection, sessions: Sessions): Promise<void> {
  const session = connection.accepted?.session
  if (session === undefined) return
  for (const group of sessions.waitingGroupsOf(session)) {
    const receivable = await ask(connection, sessions.waitingTopics(group))
    if (session.connection !== connection) return
    sessions.drainGroup(group, session, receivable)
  }
}

async function ask(connection: Connection, topics: ReadonlySet<string>): Promise<Receivable> {
  const { accepted, engine } = connection
  const decisions = new Map<string, CachedDecision>()
  let epoch: number
  do {
    epoch = engine.access.epoch
    for (const topic of topics) {
      const decision = await accepted?.cache.ask({
        action: 'iot:Receive',
        resource: engine.deps.arns.topic(topic),
        eventType: 'Publish-Out',
        topic,
      })
      if (decision !== undefined) decisions.set(topic, decision)
    }
  } while (epoch !== engine.access.epoch)
  // Asking has counted the first message of each topic.
  const counted = new Set(topics)
  return (topic) => {
    const decision = decisions.get(topic)
    if (!counted.delete(topic)) decision?.record.again()
    return decision?.isAllowed
  }
}
