import { IoTServiceException } from '@aws-sdk/client-iot'
import { type IotCoreLocal, startIotCoreLocal } from 'iot-core-local'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AreaCases, type ConformanceCase, PAGE_SIZE, type PagesCase, type RefusalCase, type SuccessCase } from './conformance-case.js'
import { ERROR_STATUSES } from './error-statuses.js'
import { refusalOf } from './refusal-of.js'
import { openWorld, statusOf, type World } from './world.js'

/**
 * Makes a test of each case. They share one emulator, whose clock stands still; every case has an account of its own, but for those that leave
 * theirs as empty as they found it.
 */
export function runArea({ cases }: AreaCases): void {
  let emulator: IotCoreLocal | undefined
  const worlds = new Map<number, World>()
  beforeAll(async () => {
    emulator = await startIotCoreLocal({ time: 'manual' })
  })
  afterAll(async () => {
    for (const world of worlds.values()) world.close()
    await emulator?.close()
  })

  for (const [index, conformanceCase] of cases.entries()) {
    test(nameOf(conformanceCase), async () => {
      if (emulator === undefined) throw new Error('The emulator did not start.')
      const key = conformanceCase.kind === 'refusal' && conformanceCase.isUnprepared ? EMPTY : index + 1
      const world = worlds.get(key) ?? openWorld(emulator, key)
      worlds.set(key, world)
      world.forgetCalls()
      await check(conformanceCase, world)
    })
  }
}

/** The number of the world that nobody changes. */
const EMPTY = 0

function nameOf(conformanceCase: ConformanceCase): string {
  const { rule, operation, text } = conformanceCase
  return conformanceCase.kind === 'refusal'
    ? `[${rule}] ${operation} answers ${conformanceCase.error}: ${text}`
    : `[${rule}] ${operation}: ${text}`
}

async function check(conformanceCase: ConformanceCase, world: World): Promise<void> {
  switch (conformanceCase.kind) {
    case 'success':
      await checkSuccess(conformanceCase, world)
      break
    case 'refusal':
      await checkRefusal(conformanceCase, world)
      break
    case 'pages':
      await checkPages(conformanceCase, world)
      break
  }
  // REG-004, API-045
  for (const { operation, outcome, status } of world.calls)
    if (outcome === 'OK') expect(operation === 'DeleteCommand' ? [202, 204] : [200]).toContain(status)
}

async function checkSuccess({ operation, run }: SuccessCase, world: World): Promise<void> {
  await run(world)
  expect(world.calls).toContainEqual(expect.objectContaining({ operation, outcome: 'OK' }))
}

async function checkRefusal({ operation, error, prepare }: RefusalCase, world: World): Promise<void> {
  const { call, message, members } = await prepare(world)
  expect(world.calls.filter(({ outcome }) => outcome !== 'OK')).toEqual([])
  const refusal = await refusalOf(call())
  expect({ name: refusal.name, status: statusOf(refusal) }).toEqual({ name: error, status: ERROR_STATUSES[error] })
  if (typeof message === 'string') expect(refusal.message).toBe(message)
  else expect(refusal.message).toMatch(message ?? /\S/)
  expect(refusal).toMatchObject({ ...members, $fault: 'client' })
  // A modeled exception is a class of the SDK, not its base alone.
  expect(refusal.constructor).not.toBe(IoTServiceException)
  expect(world.calls.at(-1)).toEqual({ operation, outcome: error, status: ERROR_STATUSES[error] })
}

async function checkPages({ operation, pageCount, read }: PagesCase, world: World): Promise<void> {
  const { expected, pages } = await read(world)
  expect(pages.flat()).toEqual(expected)
  expect(pages).toHaveLength(pageCount)
  if (pageCount > 1) for (const page of pages.slice(0, -1)) expect(page).toHaveLength(PAGE_SIZE)
  expect(world.calls.filter((call) => call.operation === operation)).toHaveLength(pageCount)
}
