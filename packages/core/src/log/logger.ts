/** The part of pino that packages use. Facts go into the object, one sentence into the message; never payloads at info, never keys at all. */
export interface Logger {
  trace(facts: object, message: string): void
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
  child(bindings: Record<string, unknown>): Logger
}

/** A logger that drops everything: the default in process and in tests. */
export const silentLogger: Logger = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
}
