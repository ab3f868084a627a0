import { nextTurn } from '@iot-core-local/core'
import { type DocSet, PAUSE } from './doc-set.js'

/** How many documents are visited before the event loop gets a turn: reading one takes tens of microseconds. */
const DOCUMENTS_PER_TURN = 500

/** Calls `visit` for the documents of `set` from `from` on, ascending, until it returns false. Lets the event loop turn on the way. */
export async function visitAll(set: DocSet, from: number, visit: (docId: number) => boolean): Promise<void> {
  let visited = 0
  for (const id of set.docs(from)) {
    if (id !== PAUSE && !visit(id)) return
    if (id === PAUSE || ++visited % DOCUMENTS_PER_TURN === 0) await nextTurn()
  }
}

/** Up to `limit` documents of `set` from `from` on. */
export async function take(set: DocSet, from: number, limit: number): Promise<number[]> {
  const ids: number[] = []
  await visitAll(set, from, (id) => ids.push(id) < limit)
  return ids
}
