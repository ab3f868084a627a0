import type { Logger } from '@iot-core-local/core'
import { type Emulator, startEmulator } from '../../host/emulator.js'
import { writeReadyFile } from '../../host/ready-file.js'
import { createLogger } from '../../log/create-logger.js'
import { banner, jsonReadyLine } from '../banner.js'
import type { Command } from '../command.js'
import { EXIT } from '../exit-codes.js'
import { waitForStopSignal } from '../stop-signal.js'
import type { Terminal } from '../terminal.js'

/** How long an orderly end may take, in milliseconds. */
const CLOSE_DEADLINE_MS = 5_000

export const start: Command = {
  name: 'start',
  usage: '[options]',
  help: 'run the emulator until it is stopped',
  flags: [],
  arity: [0, 0],
  run: async ({ config, terminal }) => {
    const format = config.logFormat === 'auto' ? (process.stderr.isTTY ? 'text' : 'json') : config.logFormat
    const log = createLogger({ level: config.logLevel, format, isColoured: terminal.isErrColoured })
    const stopSignal = waitForStopSignal(() => process.stderr.write('Stopped at once: connections were cut without a DISCONNECT.\n'))
    const emulator = await startEmulator(config, log)
    const removeReadyFile = config.readyFile === undefined ? undefined : writeReadyFile(config.readyFile, emulator.readyFacts)
    const readyMs = Math.round(process.uptime() * 1_000)
    if (format === 'json') terminal.out(jsonReadyLine(emulator.readyFacts, readyMs))
    else terminal.out(banner(emulator, config, readyMs))
    const signal = await stopSignal
    log.info({ signal }, 'stopping')
    await stop(emulator, log, terminal)
    removeReadyFile?.()
    return EXIT.clean
  },
}

async function stop(emulator: Emulator, log: Logger, terminal: Terminal): Promise<void> {
  const deadline = setTimeout(() => {
    terminal.err(`Not everything had ended after ${String(CLOSE_DEADLINE_MS / 1_000)} s; ended all the same.`)
    process.exit(EXIT.clean)
  }, CLOSE_DEADLINE_MS)
  try {
    await emulator.close()
  } catch (error) {
    log.error({ err: error }, 'not everything could be closed')
  } finally {
    clearTimeout(deadline)
  }
}
