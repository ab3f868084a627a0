import { expect, test } from 'vitest'
import { endpointPrefix } from './endpoint-names.js'

test('[REG-551] the prefix of host names has the shape of AWS, is stable, and differs between accounts and Regions', () => {
  const prefixes = ['000000000000', '111122223333'].flatMap((accountId) =>
    ['us-east-1', 'eu-central-1'].map((region) => endpointPrefix(accountId, region)),
  )
  for (const prefix of prefixes) expect(prefix).toMatch(/^a[a-z0-9]{13}$/)
  expect(new Set(prefixes).size).toBe(4)
  expect(endpointPrefix('000000000000', 'us-east-1')).toBe(prefixes[0])
})
