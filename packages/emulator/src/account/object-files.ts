import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import type { BulkInput } from '@iot-core-local/provisioning'

/**
 * A file below a folder, from an offset on. Paths and symbolic links that lead out of the folder are answered as files that do not exist:
 * who asks learns nothing about the rest of the machine.
 * @throws Error when there is no such file or it cannot be read
 */
export async function fromFile(folder: string, key: string, offsetBytes: number): Promise<BulkInput> {
  const handle = await openBelow(folder, key).catch((cause: unknown) => {
    throw new Error(`there is no readable file ${key} below the folder of --files-dir`, { cause })
  })
  try {
    const { size } = await handle.stat()
    return { totalBytes: size, chunks: handle.createReadStream({ start: offsetBytes }) as AsyncIterable<Buffer> }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function openBelow(folder: string, key: string): Promise<FileHandle> {
  const root = await realpath(folder)
  const path = resolve(root, key)
  // Looked at before the file system is: nothing outside is touched.
  if (!isBelow(root, path) && !isBelow(resolve(folder), path)) throw new Error('outside')
  const target = await realpath(path)
  if (!isBelow(root, target)) throw new Error('outside')
  // A pipe without a writer would keep the opening waiting.
  const handle = await open(target, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  const isFile = await handle.stat().then(
    (stats) => stats.isFile(),
    () => false,
  )
  if (isFile) return handle
  await handle.close()
  throw new Error('not a file')
}

function isBelow(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep)
}

/** A text in memory as chunks. */
export async function* chunksOf(buffer: Buffer): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(buffer)
}
