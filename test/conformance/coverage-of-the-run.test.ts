import { expect, test } from 'vitest'
import { billingGroupCases } from './cases/billing-groups.js'
import { caCertificateCases } from './cases/ca-certificates.js'
import { certificateProviderCases } from './cases/certificate-providers.js'
import { certificateTransferCases } from './cases/certificate-transfer.js'
import { certificateCases } from './cases/certificates.js'
import { commandCases } from './cases/commands.js'
import { connectivityDataCases } from './cases/connectivity-data.js'
import { domainConfigurationCases } from './cases/domain-configurations.js'
import { jobCases } from './cases/jobs.js'
import { policyCases } from './cases/policies.js'
import { roleAliasCases } from './cases/role-aliases.js'
import { softwarePackageCases } from './cases/software-packages.js'
import { tagEventEndpointCases } from './cases/tags-events-endpoints.js'
import { thingGroupCases } from './cases/thing-groups.js'
import { thingRegistrationCases } from './cases/thing-registration.js'
import { thingTypeCases } from './cases/thing-types.js'
import { thingCases } from './cases/things.js'
import { type AreaName, AREAS, isPaginated, modeledErrorsOf, operationsOf } from './support/areas.js'
import type { AreaCases } from './support/conformance-case.js'

/* Every case is run by the test file of its area, and fails there unless the operation that it names answers as it says. What is left is that none is missing. */

const RUN: Readonly<Record<AreaName, AreaCases>> = {
  things: thingCases,
  'thing-types': thingTypeCases,
  'thing-groups': thingGroupCases,
  'billing-groups': billingGroupCases,
  certificates: certificateCases,
  'ca-certificates': caCertificateCases,
  policies: policyCases,
  'tags-events-endpoints': tagEventEndpointCases,
  jobs: jobCases,
  commands: commandCases,
  'software-packages': softwarePackageCases,
  'connectivity-data': connectivityDataCases,
  'role-aliases': roleAliasCases,
  'domain-configurations': domainConfigurationCases,
  'certificate-providers': certificateProviderCases,
  'thing-registration': thingRegistrationCases,
  'certificate-transfer': certificateTransferCases,
}

const AREA_NAMES = Object.keys(AREAS) as readonly AreaName[]
const ALL = Object.values(RUN)
const CASES = ALL.flatMap(({ cases }) => cases)
const OPERATIONS = AREA_NAMES.flatMap((area) => operationsOf(area))

const errorKey = (operation: string, error: string): string => `${operation} ${error}`
const SEEN = new Set(CASES.flatMap((one) => (one.kind === 'refusal' ? [errorKey(one.operation, one.error)] : [])))
const EXCUSED = ALL.flatMap(({ notApplicable }) => notApplicable)
const EXCUSED_KEYS = new Set(EXCUSED.map(({ operation, error }) => errorKey(operation, error)))

test.each(AREA_NAMES)('the area %s has as many operations as the API surface lists', (area) => {
  expect(operationsOf(area)).toHaveLength(AREAS[area].count)
})

test('no operation belongs to two areas', () => {
  expect(new Set(OPERATIONS).size).toBe(OPERATIONS.length)
})

test.each(AREA_NAMES)('every operation of %s is called with success', (area) => {
  const called = new Set<string>(RUN[area].cases.filter(({ kind }) => kind === 'success').map(({ operation }) => operation))
  expect(operationsOf(area).filter((operation) => !called.has(operation))).toEqual([])
})

test('every exception that the model declares and a caller can bring about is seen', () => {
  const missing = OPERATIONS.flatMap((operation) => modeledErrorsOf(operation).map((error) => errorKey(operation, error))).filter(
    (key) => !SEEN.has(key) && !EXCUSED_KEYS.has(key),
  )
  expect(missing).toEqual([])
})

test('an exception is excused only where the model declares it and no case sees it', () => {
  const wrong = EXCUSED.filter(
    ({ operation, error }) => !modeledErrorsOf(operation).includes(error) || SEEN.has(errorKey(operation, error)),
  )
  expect(wrong).toEqual([])
})

test('every list that the SDK paginates is walked through', () => {
  const walked = new Set<string>(CASES.filter(({ kind }) => kind === 'pages').map(({ operation }) => operation))
  expect(OPERATIONS.filter((operation) => isPaginated(operation) && !walked.has(operation))).toEqual([])
})
