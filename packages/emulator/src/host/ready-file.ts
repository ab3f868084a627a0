import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { EmulatorError } from '@iot-core-local/core'

/** What a program needs to connect: the content of `--ready-file` and of the JSON ready line. */
export interface ReadyFacts {
  readonly version: string
  readonly pid: number
  readonly accountId: string
  readonly region: string
  readonly host: string
  readonly httpPort: number
  readonly mqttsPort: number
  readonly tlsPort: number
  readonly mqttPort?: number
  readonly httpEndpoint: string
  readonly caUrl: string
  readonly dataDir?: string
}

/** Writes the file in one step, so that whoever waits for it never reads half of it. Returns what removes it. */
export function writeReadyFile(path: string, facts: ReadyFacts): () => void {
  const temporary = `${path}.${String(facts.pid)}.tmp`
  try {
    writeFileSync(temporary, `${JSON.stringify(facts, undefined, 2)}\n`)
    renameSync(temporary, path)
  } catch (cause) {
    throw new EmulatorError('ICL_CONFIG_INVALID', `The ready file ${path} cannot be written.`, {
      hint: 'Give --ready-file a path in a folder that exists and is writable.',
      cause,
    })
  }
  return () => {
    rmSync(path, { force: true })
  }
}
