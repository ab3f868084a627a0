/** Codes of what the user of the emulator did or met. Each has a section in `docs/reference/errors.md`; a code is never used again for another thing. */
export const EMULATOR_ERROR_CODES = [
  'ICL_CONFIG_INVALID',
  'ICL_PORT_IN_USE',
  'ICL_PORT_FORBIDDEN',
  'ICL_HOST_UNAVAILABLE',
  'ICL_DATA_DIR_LOCKED',
  'ICL_DATA_DIR_UNWRITABLE',
  'ICL_DATA_DIR_NEWER',
  'ICL_CA_DIR_INVALID',
  'ICL_NOT_RUNNING',
  'ICL_WAIT_TIMEOUT',
] as const

export type EmulatorErrorCode = (typeof EMULATOR_ERROR_CODES)[number]

export interface EmulatorErrorOptions {
  /** What to change: names the flag, file or command. */
  readonly hint?: string
  readonly cause?: unknown
}

/** Something the user of the emulator can put right. */
export class EmulatorError extends Error {
  readonly code: EmulatorErrorCode
  readonly hint: string | undefined

  constructor(code: EmulatorErrorCode, message: string, options: EmulatorErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'EmulatorError'
    this.code = code
    this.hint = options.hint
  }
}
