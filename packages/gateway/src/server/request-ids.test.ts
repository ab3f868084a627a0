import { createIdSource } from '@iot-core-local/core'
import { test } from 'vitest'
import { RequestIds } from './request-ids.js'

test('[API-048] request ids are version 4 UUIDs and never repeat', ({ expect }) => {
  const ids = new RequestIds(createIdSource('request-ids'))
  const made = Array.from({ length: 1_000 }, () => ids.next())
  expect(new Set(made).size).toBe(1_000)
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
