import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type ConfigSources, loadConfig } from './load-config.js'

function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'icl-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

function load(sources: Partial<ConfigSources>): ReturnType<typeof loadConfig> {
  return loadConfig({ flags: {}, environment: {}, folder: useFolder(), ...sources })
}

test('a flag wins over the variable, the variable over the file, the file over the default', () => {
  const folder = useFolder()
  mkdirSync(join(folder, 'below'))
  writeFileSync(join(folder, 'iot-core-local.config.json'), JSON.stringify({ httpPort: 1, mqttsPort: 2, tlsPort: 3 }))
  const { config, origins } = load({
    folder: join(folder, 'below'),
    flags: { httpPort: '11' },
    environment: { ICL_HTTP_PORT: '111', ICL_MQTTS_PORT: '22' },
  })
  expect([config.httpPort, config.mqttsPort, config.tlsPort, config.region]).toEqual([11, 22, 3, 'us-east-1'])
  expect([origins.httpPort, origins.mqttsPort, origins.tlsPort, origins.region]).toEqual(['flag', 'environment', 'file', 'default'])
})

test('a config key that does not exist is refused with the nearest one', () => {
  const folder = useFolder()
  writeFileSync(join(folder, 'iot-core-local.config.json'), JSON.stringify({ htpPort: 1 }))
  expect(() => load({ folder })).toThrow(expect.objectContaining({ code: 'ICL_CONFIG_INVALID', hint: 'Did you mean httpPort?' }))
})

test('a variable that does not exist is refused with the nearest one', () => {
  expect(() => load({ environment: { ICL_HTTPPORT: '1' } })).toThrow(expect.objectContaining({ hint: 'Did you mean ICL_HTTP_PORT?' }))
})

test.each([
  ['httpPort', '70000', /not a port/],
  ['accountId', '12', /not 12 digits/],
  ['region', 'Berlin', /not a Region/],
  ['logLevel', 'loud', /one of silent, error/],
  ['time', 'fast', /one of system, manual/],
  ['quotas', 'shadowBytes=9000', /not name=number, several separated by commas; sessionExpirySeconds 1..604800, /],
  ['quotas', 'shadowDocumentBytes=30721', /shadowDocumentBytes 1..30720/],
  ['quotas', 'shadowDocumentBytes=many', /shadowDocumentBytes 1..30720/],
] as const)('--%s %s is refused', (name, value, message) => {
  expect(() => load({ flags: { [name]: value } })).toThrow(expect.objectContaining({ message: expect.stringMatching(message) as string }))
})

test('quotas are read from text and from the file', () => {
  const folder = useFolder()
  writeFileSync(join(folder, 'iot-core-local.config.json'), JSON.stringify({ quotas: { retainedMessages: 0 } }))
  expect(load({ folder }).config.quotas).toEqual({ retainedMessages: 0 })
  const text = 'shadowDocumentBytes=30720, sessionExpirySeconds=604800'
  expect(load({ folder, flags: { quotas: text } }).config.quotas).toEqual({ shadowDocumentBytes: 30_720, sessionExpirySeconds: 604_800 })
})

test('a secret is never shown', () => {
  expect(() => load({ flags: { credentials: 'AKID-hunter2' } })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }),
  )
})

test('two listeners on one port are a contradiction', () => {
  expect(() => load({ flags: { httpPort: '8883' } })).toThrow(/both 8883/)
})

test('a config file that is not JSON is named', () => {
  const folder = useFolder()
  writeFileSync(join(folder, 'broken.json'), '{')
  expect(() => load({ folder, configFile: 'broken.json' })).toThrow(/broken\.json cannot be read/)
})
