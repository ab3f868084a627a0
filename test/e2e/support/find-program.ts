import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** The path of a program that is installed from the distribution; undefined when it is not there. */
export function findProgram(name: string): string | undefined {
  for (const folder of ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin']) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      continue
    }
  }
  return undefined
}
