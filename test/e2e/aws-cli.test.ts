import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { findProgram } from './support/find-program.js'
import { useEmulator } from './support/use-emulator.js'
import { useFolder } from './support/use-folder.js'

const aws = findProgram('aws')
const execFileAsync = promisify(execFile)

test.skipIf(aws === undefined)(
  'the AWS CLI, with endpoint variables alone, creates a thing, its certificate and its policy, and uses its shadow',
  async () => {
    const iot = await useEmulator()
    const folder = useFolder()
    const environment = {
      PATH: '/usr/bin:/bin',
      HOME: folder,
      AWS_ENDPOINT_URL_IOT: iot.httpEndpoint,
      AWS_ENDPOINT_URL_IOT_DATA_PLANE: iot.httpEndpoint,
      AWS_ENDPOINT_URL: iot.httpEndpoint,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: '000000000000',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_PAGER: '',
    }
    const cli = async (...argv: string[]): Promise<unknown> => {
      // Versions before 2.13 do not read the endpoint variables; the flag means the same in all.
      const { stdout } = await execFileAsync(aws ?? '', ['--endpoint-url', iot.httpEndpoint, '--output', 'json', ...argv], {
        env: environment,
        cwd: folder,
      })
      return stdout.trim() === '' ? undefined : (JSON.parse(stdout) as unknown)
    }
    expect(
      await cli('iot', 'create-thing', '--thing-name', 'lamp-1', '--attribute-payload', '{"attributes":{"site":"berlin"}}'),
    ).toMatchObject({
      thingArn: 'arn:aws:iot:us-east-1:000000000000:thing/lamp-1',
    })
    const certificate = (await cli(
      'iot',
      'create-keys-and-certificate',
      '--set-as-active',
      '--certificate-pem-outfile',
      join(folder, 'certificate.pem.crt'),
      '--private-key-outfile',
      join(folder, 'private.pem.key'),
    )) as { certificateArn: string }
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] })
    await cli('iot', 'create-policy', '--policy-name', 'all', '--policy-document', policyDocument)
    await cli('iot', 'attach-policy', '--policy-name', 'all', '--target', certificate.certificateArn)
    await cli('iot', 'attach-thing-principal', '--thing-name', 'lamp-1', '--principal', certificate.certificateArn)
    expect(await cli('iot', 'list-things')).toMatchObject({ things: [{ thingName: 'lamp-1', attributes: { site: 'berlin' }, version: 1 }] })
    expect(await cli('iot', 'list-attached-policies', '--target', certificate.certificateArn)).toMatchObject({
      policies: [{ policyName: 'all' }],
    })
    expect(await cli('iot', 'describe-endpoint', '--endpoint-type', 'iot:Data-ATS')).toEqual({ endpointAddress: 'localhost' })
    await cli(
      'iot-data',
      'update-thing-shadow',
      '--thing-name',
      'lamp-1',
      '--cli-binary-format',
      'raw-in-base64-out',
      '--payload',
      '{"state":{"desired":{"on":true}}}',
      join(folder, 'out.json'),
    )
    await cli('iot-data', 'publish', '--topic', 'lamp-1/x', '--cli-binary-format', 'raw-in-base64-out', '--payload', 'hello')
    await expect(cli('iot', 'describe-thing', '--thing-name', 'nobody')).rejects.toThrow('ResourceNotFoundException')
    await expect(
      cli(
        'iot',
        'create-audit-suppression',
        '--check-name',
        'x',
        '--resource-identifier',
        '{"account":"000000000000"}',
        '--client-request-token',
        '0123456789abcdef0123456789abcdef0123',
      ),
    ).rejects.toThrow(/NotImplementedException.*CreateAuditSuppression/s)
  },
  120_000,
)
