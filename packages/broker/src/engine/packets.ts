/* The packets other than PUBLISH and PUBACK, which are rare enough for a general codec. */
import { generate, parser, type Packet } from 'mqtt-packet'

/** Decodes the one packet in `bytes` from `start` to `end`. A text is what is wrong with it. */
export function decodePacket(bytes: Buffer, start: number, end: number, protocolVersion: 4 | 5): Packet | string {
  const decoder = parser({ protocolVersion })
  let packet: Packet | undefined
  let problem: string | undefined
  decoder.on('packet', (found) => {
    packet = found
  })
  decoder.on('error', (error: unknown) => {
    problem = error instanceof Error ? error.message : 'malformed packet'
  })
  try {
    decoder.parse(bytes.subarray(start, end))
  } catch (error) {
    problem = error instanceof Error ? error.message : 'malformed packet'
  }
  return problem ?? packet ?? 'The packet is cut short.'
}

export function encodePacket(packet: Packet, protocolVersion: 4 | 5): Buffer {
  return generate(packet, { protocolVersion })
}

export const PINGRESP = Buffer.from([0xd0, 0x00])

/** A PUBACK. The reason code is left out when it says success, as MQTT 5 allows [3.4.2.1]. */
export function encodePuback(packetId: number, reasonCode = 0): Buffer {
  return reasonCode === 0
    ? Buffer.from([0x40, 0x02, packetId >>> 8, packetId & 0xff])
    : Buffer.from([0x40, 0x03, packetId >>> 8, packetId & 0xff, reasonCode])
}

export function encodeDisconnect(reasonCode: number): Buffer {
  return Buffer.from([0xe0, 0x01, reasonCode])
}
