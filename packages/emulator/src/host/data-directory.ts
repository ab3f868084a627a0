import { accessSync, constants, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { EmulatorError, openStore, type Store } from '@iot-core-local/core'

/** The layout of the folder. Counted up when an older program could not read it. */
const FORMAT = 1

export interface AccountKey {
  readonly accountId: string
  readonly region: string
}

/** The folder behind `--data-dir`, held by one process at a time. */
export interface DataDirectory {
  readonly path: string
  /** Where the CA is kept unless `--ca-dir` says otherwise. */
  readonly caPath: string
  databaseFile(account: AccountKey): string
  /** The accounts that have data. */
  accounts(): readonly AccountKey[]
  /** Deletes the data of one account. Its store must be closed. */
  remove(account: AccountKey): void
  release(): void
}

/**
 * Makes the folder where it is missing and takes its lock. The lock is SQLite's own file lock, so the end of the process, however it comes, releases it.
 * @throws EmulatorError ICL_DATA_DIR_UNWRITABLE, ICL_DATA_DIR_LOCKED or ICL_DATA_DIR_NEWER.
 */
export function openDataDirectory(folder: string): DataDirectory {
  const path = resolve(folder)
  const accountsPath = join(path, 'accounts')
  makeWritable(path)
  const lock = takeLock(path)
  try {
    checkFormat(path)
    mkdirSync(accountsPath, { recursive: true, mode: 0o700 })
  } catch (error) {
    lock.close()
    throw error
  }
  const databaseFile = ({ accountId, region }: AccountKey): string => join(accountsPath, `${accountId}_${region}.sqlite`)
  return {
    path,
    caPath: join(path, 'ca'),
    databaseFile,
    accounts: () => readdirSync(accountsPath).flatMap(accountOfFile),
    remove: (account) => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile(account) + suffix, { force: true })
    },
    release: () => {
      lock.close()
    },
  }
}

function accountOfFile(name: string): AccountKey[] {
  const match = /^(\d{12})_([a-z0-9-]+)\.sqlite$/.exec(name)
  return match?.[1] === undefined || match[2] === undefined ? [] : [{ accountId: match[1], region: match[2] }]
}

function makeWritable(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    const user = process.getuid === undefined ? '' : ` User id ${String(process.getuid())} has no right to it.`
    throw new EmulatorError('ICL_DATA_DIR_UNWRITABLE', `The data folder ${path} cannot be written to.${user}`, {
      hint: 'Give --data-dir a folder that this user may write to, or change its owner.',
      cause,
    })
  }
}

function takeLock(path: string): Store {
  let lock: Store | undefined
  try {
    lock = openStore({ file: join(path, 'lock.sqlite'), busyTimeoutMs: 0 })
    lock.db.pragma('locking_mode = EXCLUSIVE')
    lock.db.exec('BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS lock (pid INTEGER); COMMIT')
    return lock
  } catch (cause) {
    lock?.close()
    throw new EmulatorError('ICL_DATA_DIR_LOCKED', `Another process uses the data folder ${path}.`, {
      hint: 'Stop the other iot-core-local, or give this one another --data-dir.',
      cause,
    })
  }
}

function checkFormat(path: string): void {
  const file = join(path, 'format.json')
  const found = readFormat(file)
  if (found !== undefined && found > FORMAT) {
    throw new EmulatorError(
      'ICL_DATA_DIR_NEWER',
      `The data folder ${path} has format ${String(found)}; this version knows format ${String(FORMAT)}.`,
      {
        hint: 'Start the newer iot-core-local that wrote it, or point --data-dir to another folder.',
      },
    )
  }
  if (found === undefined) writeFileSync(file, `${JSON.stringify({ format: FORMAT })}\n`, { mode: 0o600 })
}

function readFormat(file: string): number | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const format = typeof content === 'object' && content !== null && 'format' in content ? content.format : undefined
    return typeof format === 'number' ? format : undefined
  } catch {
    return undefined
  }
}
