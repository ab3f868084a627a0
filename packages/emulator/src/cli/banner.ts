import { X509Certificate } from 'node:crypto'
import type { Config } from '../config/options.js'
import type { Emulator } from '../host/emulator.js'
import type { ReadyFacts } from '../host/ready-file.js'

/** What listens where, for people. The last line is `Ready in <n> ms.`: its first word is what containers wait for, and part of the public interface. */
export function banner(emulator: Emulator, config: Config, readyMs: number): string {
  const { readyFacts: facts, authority } = emulator
  const { fingerprint256 } = new X509Certificate(authority.caCertificatePem)
  const storage = facts.dataDir === undefined ? 'memory (lost on exit)' : facts.dataDir
  const rows = [
    ['MQTT + TLS', `mqtts://${facts.host}:${String(facts.mqttsPort)}`, 'X.509 client certificates, policies enforced'],
    ['TLS, all', `https://${facts.host}:${String(facts.tlsPort)}`, 'MQTT by ALPN, HTTPS, wss on /mqtt'],
    ...(facts.mqttPort === undefined ? [] : [['MQTT, plain', `mqtt://${facts.host}:${String(facts.mqttPort)}`, 'no authentication']]),
    ['AWS API', facts.httpEndpoint, 'iot, iot-data, iot-jobs-data; ws on /mqtt'],
    ['CA', facts.caUrl, `sha256 ${fingerprint256.slice(0, 11).toLowerCase()}…`],
  ]
  const lines = rows.map(([name = '', url = '', note = '']) => `  ${name.padEnd(13)}${url.padEnd(42)} ${note}`)
  const wide =
    config.host === '0.0.0.0' || config.host === '::' ? ['  Listening on all addresses: every host of the network can connect.', ''] : []
  return [
    `iot-core-local ${facts.version}   account ${facts.accountId}  region ${facts.region}  storage ${storage}`,
    '',
    ...lines,
    '',
    ...wide,
    '  Next: iot-core-local device create my-device      Stop: Ctrl-C      Help: iot-core-local --help',
    `Ready in ${String(readyMs)} ms.`,
  ].join('\n')
}

/** The same facts on one line, for programs: `"msg":"ready"`. */
export function jsonReadyLine(facts: ReadyFacts, readyMs: number): string {
  return JSON.stringify({ msg: 'ready', readyMs, ...facts })
}
