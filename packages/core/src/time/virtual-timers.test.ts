import { expect, test } from 'vitest'
import { createTimers } from './virtual-timers.js'

test('advance runs due work in order, each at its own time, and what it causes', async () => {
  const timers = createTimers({ mode: 'manual', startMs: 1_000 })
  const seen: string[] = []
  timers.after(20, () => {
    seen.push(`late@${timers.now()}`)
  })
  timers.after(10, () => {
    seen.push(`early@${timers.now()}`)
    timers.after(5, () => {
      seen.push(`caused@${timers.now()}`)
    })
  })
  timers.after(31, () => {
    seen.push('not yet')
  })
  await timers.advance(30)
  expect(seen).toEqual(['early@1010', 'caused@1015', 'late@1020'])
  expect(timers.now()).toBe(1_030)
})

test('advance waits for tracked work', async () => {
  const timers = createTimers({ mode: 'manual' })
  let isDone = false
  timers.after(1, () => {
    void timers.track(
      new Promise<void>((resolve) => setTimeout(resolve, 20)).then(() => {
        isDone = true
      }),
    )
  })
  await timers.advance(1)
  expect(isDone).toBe(true)
})

test('cancelled work does not run', async () => {
  const timers = createTimers({ mode: 'manual' })
  let runs = 0
  const handles = Array.from({ length: 1_000 }, () =>
    timers.after(5, () => {
      runs++
    }),
  )
  for (const handle of handles.slice(1)) handle.cancel()
  await timers.advance(10)
  expect(runs).toBe(1)
})

test('a system clock runs, can be advanced, frozen and resumed', async () => {
  const timers = createTimers({ mode: 'system' })
  const fired = new Promise<number>((resolve) => {
    timers.after(5, () => resolve(timers.now()))
  })
  const before = timers.now()
  expect(await fired).toBeGreaterThanOrEqual(before + 4)
  let isHourOver = false
  timers.after(3_600_000, () => {
    isHourOver = true
  })
  await timers.advance(3_600_000)
  expect(isHourOver).toBe(true)
  expect(timers.now()).toBeGreaterThanOrEqual(before + 3_600_000)
  timers.freeze()
  const frozenAt = timers.now()
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(timers.now()).toBe(frozenAt)
  timers.resume()
  timers.close()
})

test('the clock never goes back', async () => {
  const timers = createTimers({ mode: 'manual' })
  await expect(timers.advance(-1)).rejects.toThrow(RangeError)
})
