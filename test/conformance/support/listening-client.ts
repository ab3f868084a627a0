import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import type { Packet } from 'mqtt-packet'
import { onTestFinished } from 'vitest'

export interface Listening {
  readonly client: MqttClient
  readonly heard: readonly Packet[]
  readonly closed: Promise<void>
  readonly packet: (cmd: Packet['cmd']) => Promise<Packet>
}

/** A client that keeps every packet it gets, also when it is never admitted. */
export function listen(options: IClientOptions): Listening {
  const client = mqtt.connect({ reconnectPeriod: 0, connectTimeout: 5_000, ...options })
  onTestFinished(() => client.endAsync(true).then(() => undefined))
  client.on('error', () => undefined)
  const heard: Packet[] = []
  const watchers = new Set<() => void>()
  client.on('packetreceive', (packet) => {
    heard.push(packet)
    for (const watcher of watchers) watcher()
  })
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  const packet = (cmd: Packet['cmd']): Promise<Packet> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = heard.find((one) => one.cmd === cmd)
        if (found !== undefined) resolve(found)
      }
      watchers.add(look)
      look()
    })
  return { client, heard, closed, packet }
}
