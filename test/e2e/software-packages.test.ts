import { IoT } from '@aws-sdk/client-iot'
import { GetThingShadowCommand, IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { IoTJobsDataPlane } from '@aws-sdk/client-iot-jobs-data-plane'
import type { IotCoreLocal } from 'iot-core-local'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'

const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] }
const THING = 'lamp-1'
const ROOT = `$aws/things/${THING}/jobs`
const SHADOW = `$aws/things/${THING}/shadow/name/$package`
const ROLE = 'arn:aws:iam::000000000000:role/packages'
const BUILT = { seconds: 1 } as const

/** An account as AWS wants it for packages: fleet indexing of `$package`, and jobs that report what they installed. */
async function useCatalog() {
  const iot = await useEmulator({ time: 'manual' })
  const control = new IoT(iot.clientConfig())
  const data = new IoTDataPlaneClient(iot.clientConfig())
  onTestFinished(() => {
    control.destroy()
    data.destroy()
  })
  await control.updateIndexingConfiguration({
    thingIndexingConfiguration: {
      thingIndexingMode: 'REGISTRY_AND_SHADOW',
      namedShadowIndexingMode: 'ON',
      filter: { namedShadowNames: ['$package'] },
    },
  })
  await iot.time.advance(BUILT)
  await control.updatePackageConfiguration({ versionUpdateByJobsConfig: { enabled: true, roleArn: ROLE } })
  const installed = async () => {
    const { payload } = await data.send(new GetThingShadowCommand({ thingName: THING, shadowName: '$package' }))
    const { state } = JSON.parse(Buffer.from(payload ?? []).toString()) as { state: { reported?: unknown } }
    return state.reported
  }
  return { iot, control, installed }
}

const arnOf = (iot: IotCoreLocal, resource: string): string => `arn:aws:iot:us-east-1:${iot.accountId}:${resource}`

test('[JOB-119] [JOB-120] [JOB-209] a package version is published, comes to a device with a job, and is in its shadow and in the index', async () => {
  const { iot, control, installed } = await useCatalog()
  const device = await iot.createDevice(THING, { policy: EVERYTHING })
  const agent = await connect(device.mqttOptions())
  await agent.subscribe(`${ROOT}/notify-next`, `${ROOT}/+/update/accepted`, `${SHADOW}/update/documents`, `${SHADOW}/update/delta`)

  const app = { packageName: 'app', versionName: '2.1.5' }
  await control.createPackage({ packageName: 'app', description: 'what the lamp runs' })
  const { packageVersionArn } = await control.createPackageVersion({
    ...app,
    attributes: { signature: 'aa"bb', platform: 'arm' },
    artifact: { s3Location: { bucket: 'firmware', key: 'app/2.1.5.bin', version: 'abc' } },
  })
  await control.updatePackageVersion({ ...app, action: 'PUBLISH' })
  await control.updatePackage({ packageName: 'app', defaultVersionName: '2.1.5' })

  const placeholders = {
    signature: 'sha256:${aws:iot:package:app:version:$default:attributes:signature}',
    all: '${aws:iot:package::version::attributes}',
    download: '${aws:iot:package:app:version:$default:artifact:s3-presigned-url}',
  }
  const destinationPackageVersions = [arnOf(iot, 'package/app/version/$default')]
  await control.createJob({
    jobId: 'install',
    targets: [arnOf(iot, `thing/${THING}`)],
    document: JSON.stringify(placeholders),
    destinationPackageVersions,
    presignedUrlConfig: { roleArn: ROLE, expiresInSec: 60 },
  })

  const { execution } = (await agent.json(`${ROOT}/notify-next`)) as { execution: { jobDocument: typeof placeholders } }
  const { download, ...rest } = execution.jobDocument
  expect(rest).toEqual({ signature: 'sha256:aa"bb', all: { signature: 'aa"bb', platform: 'arm' } })
  expect(download).toMatch(/^https:\/\/firmware\.s3[^/]*\/app\/2\.1\.5\.bin\?.*X-Amz-Signature=[0-9a-f]{64}/)
  expect(new URL(download).searchParams.get('versionId')).toBe('abc')

  const { job } = await control.describeJob({ jobId: 'install' })
  expect(job?.destinationPackageVersions).toEqual([packageVersionArn])
  const before = await control.describeJob({ jobId: 'install', beforeSubstitution: true })
  expect(before.job?.destinationPackageVersions).toEqual(destinationPackageVersions)
  expect((await control.getJobDocument({ jobId: 'install', beforeSubstitution: true })).document).toBe(JSON.stringify(placeholders))
  expect((await control.getJobDocument({ jobId: 'install' })).document).toContain('"all":{"signature":"aa\\"bb","platform":"arm"}')

  await agent.publish(`${ROOT}/install/update`, { status: 'SUCCEEDED' })
  await agent.message(`${ROOT}/install/update/accepted`)
  expect(await agent.json(`${SHADOW}/update/documents`)).toMatchObject({
    current: { state: { reported: { app: { version: '2.1.5' } } }, version: 1 },
  })
  expect(await installed()).toEqual({ app: { version: '2.1.5' } })
  await iot.time.advance(BUILT)
  const { things } = await control.searchIndex({ queryString: 'shadow.name.$package.reported.app.version:2.1.5' })
  expect(things?.map(({ thingName }) => thingName)).toEqual([THING])

  await control.createJob({
    jobId: 'remove',
    targets: [arnOf(iot, `thing/${THING}`)],
    document: '{"remove":"app"}',
    destinationPackageVersions: [arnOf(iot, 'package/app/version/$null')],
  })
  // Over HTTP the same happens.
  const jobs = new IoTJobsDataPlane(iot.clientConfig())
  await jobs.updateJobExecution({ thingName: THING, jobId: 'remove', status: 'SUCCEEDED' })
  expect(await installed()).toBeUndefined()
})

test('[JOB-120] a version that is deleted before its job ends is not reported, and the decisions say why', async () => {
  const { iot, control, installed } = await useCatalog()
  await control.createThing({ thingName: THING })
  const app = { packageName: 'app', versionName: '1' }
  await control.createPackage({ packageName: 'app' })
  await control.createPackageVersion(app)
  await control.updatePackageVersion({ ...app, action: 'PUBLISH' })
  const destinationPackageVersions = [arnOf(iot, 'package/app/version/1')]
  await control.createJob({ jobId: 'install', targets: [arnOf(iot, `thing/${THING}`)], document: '{}', destinationPackageVersions })
  await iot.time.advance(BUILT)
  await control.deletePackageVersion(app)
  const jobs = new IoTJobsDataPlane(iot.clientConfig())
  await jobs.updateJobExecution({ thingName: THING, jobId: 'install', status: 'SUCCEEDED' })
  await expect(installed()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  const [record] = iot.decisions({ kind: 'api', outcome: 'failed' })
  expect(record?.explanation).toBe(
    'The job install succeeded on lamp-1, but its shadow $package was not updated. Package app version 1 is no longer in the catalog. Delete package versions when no job brings them any more.',
  )
})

test('without fleet indexing the catalog takes nothing, and says what to switch on', async () => {
  const iot = await useEmulator()
  const control = new IoT(iot.clientConfig())
  onTestFinished(() => control.destroy())
  await expect(control.createPackage({ packageName: 'app' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('UpdateIndexingConfiguration') as string,
  })
  expect((await control.listPackages({})).packageSummaries).toEqual([])
})

test('[API-091] bills of materials answer 501 by name', async () => {
  const iot = await useEmulator()
  const control = new IoT({ ...iot.clientConfig(), maxAttempts: 1 })
  onTestFinished(() => control.destroy())
  const version = { packageName: 'app', versionName: '1' }
  const sbom = { s3Location: { bucket: 'b', key: 'k', version: 'v' } }
  const calls = {
    AssociateSbomWithPackageVersion: () => control.associateSbomWithPackageVersion({ ...version, sbom }),
    DisassociateSbomFromPackageVersion: () => control.disassociateSbomFromPackageVersion(version),
    ListSbomValidationResults: () => control.listSbomValidationResults(version),
  }
  for (const [name, call] of Object.entries(calls)) {
    await expect(call()).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: expect.stringContaining(name) as string,
      $metadata: { httpStatusCode: 501 },
    })
  }
})
