import type { Logger } from '@iot-core-local/core'
import { silentLogger } from '@iot-core-local/core'
import { destination, pino } from 'pino'
import { TextLines } from './text-lines.js'

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug' | 'trace'

export interface LoggerOptions {
  readonly level: LogLevel
  readonly format: 'text' | 'json'
  /** Whether text lines are coloured. */
  readonly isColoured: boolean
}

/** A logger to standard error: standard output belongs to data. Written synchronously, so that the last line of a crash is not lost. */
export function createLogger(options: LoggerOptions): Logger {
  if (options.level === 'silent') return silentLogger
  const standardError = destination({ dest: 2, sync: true })
  const stream = options.format === 'json' ? standardError : new TextLines(standardError, options.isColoured)
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  )
  return logger
}
