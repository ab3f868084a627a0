import type { EmulatorErrorCode } from '@iot-core-local/core'

/** Documented in docs/reference/cli.md; part of the public interface. */
export const EXIT = { clean: 0, unexpected: 1, usage: 2, port: 3, data: 4 } as const

const BY_CODE: Readonly<Record<EmulatorErrorCode, number>> = {
  ICL_CONFIG_INVALID: EXIT.usage,
  ICL_PORT_IN_USE: EXIT.port,
  ICL_PORT_FORBIDDEN: EXIT.port,
  ICL_HOST_UNAVAILABLE: EXIT.port,
  ICL_DATA_DIR_LOCKED: EXIT.data,
  ICL_DATA_DIR_UNWRITABLE: EXIT.data,
  ICL_DATA_DIR_NEWER: EXIT.data,
  ICL_CA_DIR_INVALID: EXIT.data,
  ICL_NOT_RUNNING: EXIT.unexpected,
  ICL_WAIT_TIMEOUT: EXIT.unexpected,
}

export function exitCodeOf(code: EmulatorErrorCode): number {
  return BY_CODE[code]
}

/** The exit code of a process that a signal ended by force. */
export function exitCodeOfSignal(signalNumber: number): number {
  return 128 + signalNumber
}
