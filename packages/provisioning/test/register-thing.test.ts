import { expect, test } from 'vitest'
import { useProvisioning } from './use-provisioning.js'

type Setup = ReturnType<typeof useProvisioning>

const CERTIFICATE = { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest: { Ref: 'CSR' } } }

async function register({ iot, call }: Setup, resources: object, parameters: Record<string, string> = { ThingName: 'foo', CSR: 'csr1' }) {
  return iot('RegisterThing')({ templateBody: JSON.stringify({ Resources: resources }), parameters }, call)
}

function thing(properties: object = {}, overrides?: object): object {
  return {
    Type: 'AWS::IoT::Thing',
    Properties: { ThingName: { Ref: 'ThingName' }, ...properties },
    ...(overrides === undefined ? {} : { OverrideSettings: overrides }),
  }
}

test('[PRV-501] a thing, a certificate from a CSR and a policy are answered by their logical ids', async () => {
  const setup = useProvisioning()
  const policy = { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: '{}' } }
  const { certificatePem, resourceArns } = await register(setup, { thing: thing(), certificate: CERTIFICATE, myPolicy: policy })
  expect(certificatePem).toContain('csr1')
  expect(resourceArns).toEqual({
    thing: 'arn:aws:iot:us-east-1:123456789012:thing/foo',
    certificate: expect.stringMatching(/:cert\/[0-9a-f]{64}$/) as string,
    myPolicy: expect.stringMatching(/:policy\/[0-9A-F]{40}$/) as string,
  })
  const [certificateId = ''] = setup.world.certificates.ids()
  expect(setup.world.certificates.get(certificateId)?.status).toBe('ACTIVE')
})

test('[PRV-406] equal documents share a policy', async () => {
  const setup = useProvisioning()
  const policy = { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement: [] } } }
  await register(setup, { certificate: CERTIFICATE, policy })
  await register(setup, { certificate: CERTIFICATE, policy }, { CSR: 'csr2' })
  expect(setup.world.policies.ids()).toHaveLength(1)
})

test.each<[string, object, object, string]>([
  ['a group that does not exist', thing({ ThingGroups: ['nowhere'] }), CERTIFICATE, 'The thing group nowhere does not exist.'],
  ['a type that does not exist', thing({ ThingTypeName: 'no-such-type' }), CERTIFICATE, 'its thing type no-such-type does not exist'],
  [
    'a certificate that does not exist',
    thing(),
    { Type: 'AWS::IoT::Certificate', Properties: { CertificateId: 'e'.repeat(64) } },
    'does not exist',
  ],
])('[PRV-502] %s fails the registration and leaves nothing', async (_name, thingResource, certificate, message) => {
  const setup = useProvisioning()
  const failed = register(setup, { thing: thingResource, certificate })
  await expect(failed).rejects.toMatchObject({ name: 'ResourceRegistrationFailureException', status: 400 })
  await expect(failed).rejects.toThrow(message)
  expect(setup.world.things.ids()).toEqual([])
  expect(setup.world.certificates.ids()).toEqual([])
})

test('a CSR that does not parse is an invalid request, and nothing is made', async () => {
  const setup = useProvisioning()
  await expect(register(setup, { thing: thing(), certificate: CERTIFICATE }, { ThingName: 'foo', CSR: 'x' })).rejects.toMatchObject({
    name: 'InvalidRequestException',
  })
  expect(setup.world.things.ids()).toEqual([])
  expect(setup.account.decisions.find({ kind: 'provisioning' })).toMatchObject([
    { outcome: 'refused', details: { consumer: 'RegisterThing' } },
  ])
})

test('a flaw of the template is an invalid request at its place', async () => {
  const setup = useProvisioning()
  const flawed = register(setup, { thing: { Type: 'AWS::IoT::Thing', Properties: {} } })
  await expect(flawed).rejects.toMatchObject({ name: 'InvalidRequestException' })
  await expect(flawed).rejects.toThrow('Invalid template body: Resources.thing.Properties.ThingName: is missing')
})

test('PackageVersions is not covered, and says so', async () => {
  await expect(register(useProvisioning(), { thing: thing({ PackageVersions: {} }) })).rejects.toMatchObject({ status: 501 })
})

const EXISTING = thing({ AttributePayload: { a: '1' }, ThingTypeName: 'old', ThingGroups: ['g1'] })
const WANTED = { AttributePayload: { b: '2' }, ThingTypeName: 'new', ThingGroups: ['g2'] }

async function useExisting(): Promise<Setup> {
  const setup = useProvisioning()
  for (const group of ['g1', 'g2']) setup.world.groups.put(group, {})
  await register(setup, { thing: EXISTING })
  return setup
}

test.each([
  [undefined, { attributes: { a: '1' }, thingTypeName: 'old', groups: ['g1'] }],
  [
    { AttributePayload: 'MERGE', ThingGroups: 'MERGE' },
    { attributes: { a: '1', b: '2' }, thingTypeName: 'old', groups: ['g1', 'g2'] },
  ],
  [
    { AttributePayload: 'REPLACE', ThingTypeName: 'REPLACE', ThingGroups: 'REPLACE' },
    { attributes: { b: '2' }, thingTypeName: 'new', groups: ['g2'] },
  ],
])('[PRV-407] an existing thing is treated as OverrideSettings %o say', async (overrides, expected) => {
  const setup = await useExisting()
  await register(setup, { thing: thing(WANTED, overrides) })
  expect(setup.world.things.get('foo')).toMatchObject(expected)
})

test.each(['AttributePayload', 'ThingTypeName', 'ThingGroups'])('[PRV-407] FAIL of %s fails and changes nothing', async (key) => {
  const setup = await useExisting()
  const before = setup.world.things.get('foo')
  await expect(register(setup, { thing: thing(WANTED, { AttributePayload: 'MERGE', [key]: 'FAIL' }) })).rejects.toMatchObject({
    name: 'ResourceConflictsException',
    status: 409,
  })
  expect(setup.world.things.get('foo')).toEqual(before)
})

test.each([
  ['DO_NOTHING', 'ACTIVE'],
  ['REPLACE', 'INACTIVE'],
])('[PRV-407] %s of a certificate that is ACTIVE leaves it %s', async (Status, expected) => {
  const setup = useProvisioning()
  const certificateId = 'a'.repeat(64)
  setup.world.addPending(certificateId)
  setup.world.desks.certificates.setStatus(certificateId, 'ACTIVE')
  const certificate = {
    Type: 'AWS::IoT::Certificate',
    Properties: { CertificateId: certificateId, Status: 'INACTIVE' },
    OverrideSettings: { Status },
  }
  await register(setup, { certificate })
  expect(setup.world.certificates.get(certificateId)?.status).toBe(expected)
})
