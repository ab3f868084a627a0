import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createIdSource, EmulatorError } from '@iot-core-local/core'
import type { Connectable } from '../../api/create-device.js'
import { createFactory, type Factory, type FactoryOptions } from '../../api/factory.js'
import type { FactoryRequest, MintOptions } from '../../api/mint.js'
import { endpointOf, ENDPOINT_FLAG } from '../admin-client.js'
import type { ParsedArguments } from '../arguments.js'
import type { Config } from '../../config/options.js'
import type { Command } from '../command.js'
import { connectableOf, createControlClient } from '../control-client.js'
import { EXIT } from '../exit-codes.js'

/** How many are made before their files are written: bounds what is held in memory. */
const BATCH = 100
const MAX_COUNT = 100_000
/** Where there is one, there is a factory. */
const CA_KEY = 'ca.pem.key'

export const factory: Command = {
  name: 'factory',
  usage: '[--out DIR] [--devices N] [--requests N] [--ca ec|rsa] [--template NAME] [--mode DEFAULT|SNI_ONLY]',
  help: "make a device maker's CA, registered with a running emulator, and files of devices and signing requests",
  flags: [
    ENDPOINT_FLAG,
    { name: 'out', help: 'folder for the files, which must not have a factory yet; default: ./factory' },
    { name: 'devices', help: 'how many keys with certificates of the CA; default: 10' },
    { name: 'requests', help: 'how many keys with signing requests, and lines in the input file of a bulk task; default: 10' },
    { name: 'ca', help: "the CA's keys: ec or rsa; default: ec" },
    { name: 'keys', help: "the devices' keys: ec or rsa; default: ec" },
    { name: 'prefix', help: 'names of devices are this and a number; default: device-' },
    { name: 'template', help: 'provisioning template of the type JITP that first connects use; default: none' },
    { name: 'mode', help: 'how the CA is registered: DEFAULT or SNI_ONLY; default: DEFAULT' },
    { name: 'no-auto-registration', isSwitch: true, help: "certificates of the CA are not registered by their devices' first connect" },
  ],
  arity: [0, 0],
  run: async ({ config, arguments: parsed, terminal }) => {
    const plan = planOf(parsed)
    const endpoint = endpointOf(config, parsed)
    const connectable = await connectableOf(endpoint, config)
    await claimFolder(plan.folder)
    const made = await register(endpoint, config, connectable, plan)
    await writeFactory(plan, made, connectable)
    const { folder, devices, requests } = plan
    terminal.out(JSON.stringify({ caCertificateId: made.ca.certificateId, folder, devices, requests }, undefined, 2))
    terminal.err(nextSteps(plan, connectable))
    return EXIT.clean
  },
}

interface Plan {
  readonly folder: string
  readonly devices: number
  readonly requests: number
  readonly options: FactoryOptions
  readonly minting: MintOptions & { readonly prefix: string }
}

/** @throws EmulatorError ICL_CONFIG_INVALID that names the flag */
function planOf(parsed: ParsedArguments): Plan {
  const given = (name: string): string | undefined => parsed.own[name]?.at(-1)
  const refuse = (name: string, shape: string): never => {
    throw new EmulatorError('ICL_CONFIG_INVALID', `--${name} ${given(name) ?? ''} is not ${shape}.`, { hint: `Give --${name} ${shape}.` })
  }
  const choice = <const Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice => {
    const value = given(name) ?? choices[0]
    return choices.find((one) => one === value) ?? refuse(name, choices.join(' or '))
  }
  const count = (name: string): number => {
    const text = given(name) ?? '10'
    return /^\d{1,6}$/.test(text) && Number(text) <= MAX_COUNT ? Number(text) : refuse(name, `a number from 0 to ${String(MAX_COUNT)}`)
  }
  const prefix = given('prefix') ?? 'device-'
  // It becomes a part of file names and thing names.
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(prefix)) refuse('prefix', 'up to 100 letters, digits, hyphens and underscores')
  const templateName = given('template')
  return {
    folder: given('out') ?? 'factory',
    devices: count('devices'),
    requests: count('requests'),
    options: {
      ca: choice('ca', ['ec', 'rsa']),
      mode: choice('mode', ['DEFAULT', 'SNI_ONLY']),
      autoRegistration: given('no-auto-registration') === undefined,
      ...(templateName === undefined ? {} : { templateName }),
    },
    minting: { keys: choice('keys', ['ec', 'rsa']), prefix },
  }
}

/** A refused factory leaves the folder to the next. */
async function register(endpoint: string, config: Config, connectable: Connectable, { folder, options }: Plan): Promise<Factory> {
  const operations = await createControlClient(endpoint, config)
  try {
    return await createFactory({ operations, ids: createIdSource(), nowMs: Date.now(), connectable }, options)
  } catch (error) {
    await rm(join(folder, CA_KEY), { force: true })
    throw error
  } finally {
    operations.destroy()
  }
}

/** Keys that exist are never written over. @throws EmulatorError ICL_CONFIG_INVALID when the folder has a factory */
async function claimFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    await writeFile(join(folder, CA_KEY), '', { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    throw new EmulatorError('ICL_CONFIG_INVALID', `The folder ${folder} has a factory, or cannot be written to.`, {
      hint: 'Give --out another folder.',
      cause,
    })
  }
}

/** Keys can be read by their owner alone. */
async function writeFactory({ folder, devices, requests, minting }: Plan, made: Factory, connectable: Connectable): Promise<void> {
  const write = (name: string, content: string): Promise<void> => writeFile(join(folder, name), content)
  const writeKey = (name: string, content: string): Promise<void> => writeFile(join(folder, name), content, { mode: 0o600 })
  await writeKey(CA_KEY, made.ca.privateKeyPem)
  await write('ca.pem.crt', made.ca.certificatePem)
  await write('server-ca.pem', connectable.caPem)
  for (const name of ['devices', 'requests']) await mkdir(join(folder, name), { recursive: true, mode: 0o700 })
  for (const count of batches(devices)) {
    for (const { name, chainPem, privateKeyPem } of await made.devices(count, minting)) {
      await writeKey(`devices/${name}.pem.key`, privateKeyPem)
      await write(`devices/${name}.pem.crt`, chainPem)
    }
  }
  await write('bulk.json', '')
  for (const count of batches(requests)) {
    const some = await made.signingRequests(count, minting)
    for (const { name, csrPem, privateKeyPem } of some) {
      await writeKey(`requests/${name}.pem.key`, privateKeyPem)
      await write(`requests/${name}.csr`, csrPem)
    }
    await writeFile(join(folder, 'bulk.json'), some.map(bulkLine).join(''), { flag: 'a' })
  }
}

/** PRV-701: the parameters of one thing. */
function bulkLine({ name, csrPem }: FactoryRequest): string {
  return `${JSON.stringify({ ThingName: name, SerialNumber: name, CSR: csrPem })}\n`
}

function* batches(count: number): Generator<number> {
  for (let left = count; left > 0; left -= BATCH) yield Math.min(left, BATCH)
}

function nextSteps({ folder, devices, minting }: Plan, { host, mqttsPort }: Connectable): string {
  const name = `${minting.prefix}1`
  const files = `--cafile ${folder}/server-ca.pem --cert ${folder}/devices/${name}.pem.crt --key ${folder}/devices/${name}.pem.key`
  return [
    `${folder}/bulk.json is the input of a bulk task with the parameters ThingName, SerialNumber and CSR.`,
    ...(devices === 0
      ? []
      : [
          'The first connect of a device registers its certificate, and ends; try again afterwards:',
          `  mosquitto_pub -h ${host} -p ${String(mqttsPort)} ${files} -i ${name} -t ${name}/hello -m hello`,
        ]),
  ].join('\n')
}
