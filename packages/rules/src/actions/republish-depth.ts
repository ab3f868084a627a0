import { AsyncLocalStorage } from 'node:async_hooks'

/*
 * How many republishes led to what is running now. A republished message comes back to the engine through the broker and the services, whose
 * interfaces have no room for such a number: it travels with the asynchronous context instead.
 */
const depths = new AsyncLocalStorage<number>()

export function currentRepublishDepth(): number {
  return depths.getStore() ?? 0
}

export function atRepublishDepth<T>(depth: number, work: () => T): T {
  return depths.run(depth, work)
}
