import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createObjectStore, objectName, type ObjectStore, type ObjectStoreOptions } from './object-store.js'

function useStore(options: Partial<ObjectStoreOptions> = {}): ObjectStore {
  const store = createObjectStore({ region: 'us-east-1', registered: new Map(), ...options })
  onTestFinished(() => store.close())
  return store
}

function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'icl-objects-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

async function text(store: ObjectStore, bucket: string, key: string, maxBytes = 1_000): Promise<string> {
  return (await store.read(bucket, key, maxBytes)).toString('utf8')
}

async function textFrom(store: ObjectStore, bucket: string, key: string, offsetBytes: number): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const chunk of (await store.open(bucket, key, offsetBytes)).chunks) parts.push(chunk)
  return Buffer.concat(parts).toString('utf8')
}

/** A store that knows the object `bucket/input.json` and remembers what it was asked. */
async function useHttpStore(content: string): Promise<{ readonly s3Endpoint: string; readonly asked: readonly string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*/, '')
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    asked.push(`${request.method ?? ''} ${path}${from === 0 ? '' : ` from ${String(from)}`}`)
    if (path !== '/bucket/input.json') {
      response.writeHead(404).end()
      return
    }
    response.writeHead(from === 0 ? 200 : 206, { 'content-length': content.length - from })
    response.end(request.method === 'HEAD' ? undefined : content.slice(from))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return { s3Endpoint: `http://127.0.0.1:${String(typeof address === 'object' ? (address?.port ?? 0) : 0)}`, asked }
}

test('an object of the host program comes before files and stores, whenever it was registered', async () => {
  const registered = new Map<string, Buffer>()
  const store = useStore({ registered, filesDir: useFolder(), s3Endpoint: 'http://127.0.0.1:9' })
  registered.set(objectName('file', 'a/b.json'), Buffer.from('hello'))
  expect(await text(store, 'file', 'a/b.json')).toBe('hello')
  expect(await textFrom(store, 'file', 'a/b.json', 3)).toBe('lo')
})

test('[PRV-705] without a folder for files none is read, and the refusal names the option', async () => {
  const file = join(useFolder(), 'secret')
  writeFileSync(file, 'secret')
  await expect(useStore().read('file', file, 1_000)).rejects.toThrow('--files-dir')
})

test('[PRV-705] files below the folder are read, by relative or whole path', async () => {
  const folder = useFolder()
  mkdirSync(join(folder, 'sub'))
  writeFileSync(join(folder, 'sub/input.json'), 'content')
  symlinkSync(join(folder, 'sub'), join(folder, 'link'))
  const store = useStore({ filesDir: folder })
  expect(await text(store, 'file', 'sub/input.json')).toBe('content')
  expect(await text(store, 'file', join(folder, 'sub/input.json'))).toBe('content')
  expect(await text(store, 'file', 'link/input.json')).toBe('content')
  expect(await textFrom(store, 'file', 'sub/input.json', 4)).toBe('ent')
})

test('nothing outside the folder is read, and nothing is told about it', async () => {
  const outside = useFolder()
  writeFileSync(join(outside, 'secret'), 'secret')
  const folder = join(outside, 'files')
  mkdirSync(folder)
  mkdirSync(join(outside, 'files-too'))
  writeFileSync(join(outside, 'files-too/secret'), 'secret')
  symlinkSync(join(outside, 'secret'), join(folder, 'link'))
  symlinkSync(outside, join(folder, 'up'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  const store = useStore({ filesDir: folder })
  const keys = [
    '../secret',
    join(outside, 'secret'),
    '../files-too/secret',
    'link',
    'up/secret',
    'up/files-too/secret',
    '/etc/passwd',
    '..',
  ]
  for (const key of [...keys, 'missing', '', '.', 'pipe', 'a\0b']) {
    await expect(store.read('file', key, 1_000)).rejects.toThrow(`there is no readable file ${key} below the folder`)
  }
})

test('[PRV-705] an S3-compatible store is read from any byte on', async () => {
  const { s3Endpoint, asked } = await useHttpStore('0123456789')
  const store = useStore({ s3Endpoint })
  expect(await text(store, 'bucket', 'input.json')).toBe('0123456789')
  expect(await textFrom(store, 'bucket', 'input.json', 7)).toBe('789')
  expect(await textFrom(store, 'bucket', 'input.json', 10)).toBe('')
  const paths = ['HEAD /bucket/input.json', 'GET /bucket/input.json', 'HEAD /bucket/input.json', 'GET /bucket/input.json from 7']
  expect(asked).toEqual([...paths, 'HEAD /bucket/input.json'])
  await expect(store.open('bucket', 'other.json', 0)).rejects.toThrow()
})

test('an aborted reading ends', async () => {
  const server = createServer(() => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const store = useStore({ s3Endpoint: `http://127.0.0.1:${String(typeof address === 'object' ? (address?.port ?? 0) : 0)}` })
  const asked = new AbortController()
  server.once('request', () => asked.abort())
  await expect(store.open('bucket', 'input.json', 0, asked.signal)).rejects.toThrow()
})

test('without a store the refusal names the option', async () => {
  await expect(useStore().read('bucket', 'key', 1_000)).rejects.toThrow('--s3-endpoint')
})

test('an object larger than the reader takes is refused, one of just that size is not', async () => {
  const { s3Endpoint } = await useHttpStore('0123456789')
  const folder = useFolder()
  writeFileSync(join(folder, 'ten'), '0123456789')
  const store = useStore({ s3Endpoint, filesDir: folder, registered: new Map([[objectName('own', 'ten'), Buffer.from('0123456789')]]) })
  for (const [bucket, key] of [
    ['bucket', 'input.json'],
    ['file', 'ten'],
    ['own', 'ten'],
  ] as const) {
    expect(await text(store, bucket, key, 10)).toBe('0123456789')
    await expect(store.read(bucket, key, 9)).rejects.toThrow(`${bucket}/${key} is larger than 9 bytes`)
  }
})
