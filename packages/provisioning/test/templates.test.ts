import { expect, test } from 'vitest'
import { templateBody, useProvisioning } from './use-provisioning.js'

const ROLE = 'arn:aws:iam::123456789012:role/r'

function useTemplates() {
  const setup = useProvisioning()
  const { iot, call } = setup
  const create = (templateName: string, more: object = {}) =>
    iot('CreateProvisioningTemplate')({ templateName, templateBody: templateBody(), provisioningRoleArn: ROLE, ...more }, call)
  return { ...setup, create }
}

test('[PRV-511] [PRV-512] a template begins with version 1, disabled, for fleets', async () => {
  const { create, iot, call } = useTemplates()
  expect(await create('sensors', { description: 'd', tags: [{ Key: 'k', Value: 'v' }] })).toEqual({
    templateArn: 'arn:aws:iot:us-east-1:123456789012:provisioningtemplate/sensors',
    templateName: 'sensors',
    defaultVersionId: 1,
  })
  expect(await iot('DescribeProvisioningTemplate')({ templateName: 'sensors' }, call)).toMatchObject({
    type: 'FLEET_PROVISIONING',
    enabled: false,
    description: 'd',
    defaultVersionId: 1,
    templateBody: templateBody(),
    provisioningRoleArn: ROLE,
  })
})

test('[PRV-512] hooks are for fleets, and are Lambda functions or URLs', async () => {
  const { create } = useTemplates()
  const hook = (targetArn: string, payloadVersion?: string) => ({ preProvisioningHook: { targetArn, payloadVersion } })
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:hook'
  expect(() => create('a', { type: 'JITP', ...hook(arn) })).toThrow('FLEET_PROVISIONING only')
  expect(() => create('a', hook('arn:aws:sqs:us-east-1:123456789012:q'))).toThrow('must be the ARN of a Lambda function')
  expect(() => create('a', hook(arn, '2021-01-01'))).toThrow('must be 2020-04-01')
  expect(await create('a', hook('http://localhost:1/hook'))).toMatchObject({ templateName: 'a' })
})

test('a template with a flaw is refused at its place and not stored', () => {
  const { create, iot, call } = useTemplates()
  expect(() => create('a', { templateBody: '{"Resources":{"x":{"Type":"AWS::IoT::Thing"}}}' })).toThrow(
    'Invalid template body: Resources.x.Properties: must be an object, not absent',
  )
  expect(iot('ListProvisioningTemplates')({}, call)).toMatchObject({ templates: [] })
})

test('[PRV-510] update changes what is given, and removes the hook', async () => {
  const { create, iot, call } = useTemplates()
  await create('a', { preProvisioningHook: { targetArn: 'http://localhost/hook' } })
  await iot('UpdateProvisioningTemplate')({ templateName: 'a', enabled: true, description: 'new' }, call)
  expect(await iot('DescribeProvisioningTemplate')({ templateName: 'a' }, call)).toMatchObject({
    enabled: true,
    description: 'new',
    preProvisioningHook: { targetArn: 'http://localhost/hook', payloadVersion: '2020-04-01' },
  })
  await iot('UpdateProvisioningTemplate')({ templateName: 'a', removePreProvisioningHook: true }, call)
  expect(await iot('DescribeProvisioningTemplate')({ templateName: 'a' }, call)).not.toHaveProperty('preProvisioningHook')
  expect(() => iot('UpdateProvisioningTemplate')({ templateName: 'a', defaultVersionId: 9 }, call)).toThrow('has no version 9')
  expect(() => iot('UpdateProvisioningTemplate')({ templateName: 'b' }, call)).toThrow(
    expect.objectContaining({ name: 'ResourceNotFoundException' }),
  )
})

test('[PRV-513] a template has five versions at most, and numbers are not used again', async () => {
  const { create, iot, call } = useTemplates()
  await create('a')
  const version = (setAsDefault?: boolean) =>
    iot('CreateProvisioningTemplateVersion')({ templateName: 'a', templateBody: templateBody(), setAsDefault }, call)
  expect(await version()).toMatchObject({ versionId: 2, isDefaultVersion: false })
  expect(await version(true)).toMatchObject({ versionId: 3, isDefaultVersion: true })
  await version()
  await version()
  expect(() => version()).toThrow(expect.objectContaining({ name: 'VersionsLimitExceededException', status: 409 }))
  const drop = (versionId: number) => iot('DeleteProvisioningTemplateVersion')({ templateName: 'a', versionId }, call)
  expect(() => drop(3)).toThrow(expect.objectContaining({ name: 'DeleteConflictException' }))
  await drop(5)
  expect(() => drop(5)).toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }))
  expect(await version()).toMatchObject({ versionId: 6 })
  expect(await iot('DescribeProvisioningTemplateVersion')({ templateName: 'a', versionId: 3 }, call)).toMatchObject({
    isDefaultVersion: true,
  })
})

test('lists are paged by name and by number', async () => {
  const { create, iot, call } = useTemplates()
  for (const name of ['c', 'a', 'b']) await create(name)
  const first = await iot('ListProvisioningTemplates')({ maxResults: 2 }, call)
  expect(first.templates?.map(({ templateName }) => templateName)).toEqual(['a', 'b'])
  const second = await iot('ListProvisioningTemplates')({ maxResults: 2, nextToken: first.nextToken }, call)
  expect(second.templates?.map(({ templateName }) => templateName)).toEqual(['c'])
  expect(second).not.toHaveProperty('nextToken')
  await iot('CreateProvisioningTemplateVersion')({ templateName: 'a', templateBody: templateBody() }, call)
  const versions = await iot('ListProvisioningTemplateVersions')({ templateName: 'a', maxResults: 1 }, call)
  expect(versions.versions).toMatchObject([{ versionId: 1, isDefaultVersion: true }])
  expect(await iot('ListProvisioningTemplateVersions')({ templateName: 'a', nextToken: versions.nextToken }, call)).toMatchObject({
    versions: [{ versionId: 2, isDefaultVersion: false }],
  })
  expect(() => iot('ListProvisioningTemplates')({ maxResults: 251 }, call)).toThrow('between 1 and 250')
})

test('[PRV-513] an account has 256 templates at most', async () => {
  const { create } = useTemplates()
  for (let index = 0; index < 256; index++) await create(`t${String(index)}`)
  expect(() => create('one-more')).toThrow(expect.objectContaining({ name: 'LimitExceededException', status: 410 }))
})

test('deleting takes versions and tags along', async () => {
  const { create, iot, call, world } = useTemplates()
  await create('a', { tags: [{ Key: 'k', Value: 'v' }] })
  expect(world.tags).toHaveLength(1)
  await iot('DeleteProvisioningTemplate')({ templateName: 'a' }, call)
  expect(world.tags).toEqual([])
  expect(() => iot('DescribeProvisioningTemplateVersion')({ templateName: 'a', versionId: 1 }, call)).toThrow(
    expect.objectContaining({ name: 'ResourceNotFoundException' }),
  )
  expect(await create('a')).toMatchObject({ defaultVersionId: 1 })
})
