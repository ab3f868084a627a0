/** Begins to watch the event loop. `end()` stops that and says the longest time between two turns, in milliseconds of the clock `nowMs`. */
export function watchLoop(nowMs) {
  let isWatching = true
  let longest = 0
  let previous = nowMs()
  const look = () => {
    const now = nowMs()
    longest = Math.max(longest, now - previous)
    previous = now
    if (isWatching) setImmediate(look)
  }
  setImmediate(look)
  return {
    end: () => {
      isWatching = false
      return longest
    },
  }
}
