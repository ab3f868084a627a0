import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createArns, EmulatorError } from '@iot-core-local/core'
import { createDevice, type DeviceOptions } from '../../api/create-device.js'
import type { Device } from '../../api/device.js'
import { endpointOf, ENDPOINT_FLAG } from '../admin-client.js'
import type { ParsedArguments } from '../arguments.js'
import type { Command } from '../command.js'
import { connectableOf, createControlClient } from '../control-client.js'
import { EXIT } from '../exit-codes.js'

export const deviceCreate: Command = {
  name: 'device create',
  usage: '<thing> [--out DIR] [--group NAME]... [--attribute KEY=VALUE]... [--policy FILE]',
  help: 'make a thing with certificate, key and policy in a running emulator, and the files to connect with',
  flags: [
    ENDPOINT_FLAG,
    { name: 'out', help: 'folder for certificate, key and CA; default: ./<thing>' },
    { name: 'group', isMultiple: true, help: 'put the thing into this group; made when missing' },
    { name: 'attribute', isMultiple: true, help: 'an attribute of the thing' },
    { name: 'policy', help: "file with the device's policy; default: its own topics, shadow, jobs and commands" },
  ],
  arity: [1, 1],
  run: async ({ config, arguments: parsed, terminal }) => {
    const [thingName = ''] = parsed.positionals
    const endpoint = endpointOf(config, parsed)
    const connectable = await connectableOf(endpoint, config)
    const operations = await createControlClient(endpoint, config)
    const maker = { operations, arns: createArns(config.accountId, config.region), connectable }
    const device = await createDevice(maker, thingName, deviceOptions(parsed))
    operations.destroy()
    const folder = parsed.own['out']?.at(-1) ?? thingName
    writeFiles(folder, device)
    terminal.out(JSON.stringify({ thingName, certificateArn: device.certificateArn, folder }, undefined, 2))
    terminal.err(connectSnippet(folder, device))
    return EXIT.clean
  },
}

function deviceOptions(parsed: ParsedArguments): DeviceOptions {
  const attributes = (parsed.own['attribute'] ?? []).map((pair): readonly [string, string] => {
    const equals = pair.indexOf('=')
    if (equals < 1)
      throw new EmulatorError('ICL_CONFIG_INVALID', `--attribute ${pair} is not KEY=VALUE.`, { hint: 'Write --attribute site=berlin.' })
    return [pair.slice(0, equals), pair.slice(equals + 1)]
  })
  const policyFile = parsed.own['policy']?.at(-1)
  return {
    ...(attributes.length === 0 ? {} : { attributes: Object.fromEntries(attributes) }),
    groups: parsed.own['group'] ?? [],
    ...(policyFile === undefined ? {} : { policy: readFileSync(policyFile, 'utf8') }),
  }
}

/** The file names of the AWS console's download. The key can be read by its owner alone. */
function writeFiles(folder: string, device: Device): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, 'certificate.pem.crt'), device.certificatePem)
  writeFileSync(join(folder, 'private.pem.key'), device.privateKeyPem, { mode: 0o600 })
  writeFileSync(join(folder, 'ca.pem'), device.caPem)
}

function connectSnippet(folder: string, device: Device): string {
  const { thingName, host, mqttsPort } = device
  const files = `--cafile ${folder}/ca.pem --cert ${folder}/certificate.pem.crt --key ${folder}/private.pem.key`
  return [
    `Connect as '${thingName}' (client id and thing name are the same):`,
    `  mosquitto_sub -h ${host} -p ${String(mqttsPort)} ${files} -i ${thingName} -t '${thingName}/#'`,
    'or play it in a terminal:',
    `  iot-core-local device run ${thingName}${folder === thingName ? '' : ` --from ${folder}`}`,
  ].join('\n')
}
