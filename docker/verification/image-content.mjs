import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const APP = 'opt/iot-core-local'

/** What must not be on a path of the result: compilers, package managers of the build. */
const BUILD_PROGRAMS = ['gcc', 'g++', 'cc', 'make', 'python3', 'npm', 'npx', 'tsc', 'node-gyp']

/** What is wrong with the content of a mounted image, as sentences; empty when nothing. The lock file says what is for development alone. */
export function contentProblems(root, lockFile) {
  const problems = []
  for (const [path, entry] of Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages)) {
    if (
      !path.startsWith('node_modules/') ||
      entry.optional === true ||
      entry.devOptional === true ||
      path.startsWith('node_modules/@types/')
    )
      continue
    const isThere = existsSync(join(root, APP, path))
    if (entry.dev === true && isThere) problems.push(`${path} is there, though for development alone.`)
    if (entry.dev !== true && !isThere) problems.push(`${path} is missing.`)
  }
  for (const name of ['typescript', 'typescript-native', 'vitest']) {
    if (existsSync(join(root, APP, 'node_modules', name))) problems.push(`${name} is there.`)
  }
  for (const program of BUILD_PROGRAMS) {
    for (const folder of ['usr/local/sbin', 'usr/local/bin', 'usr/sbin', 'usr/bin']) {
      if (existsSync(join(root, folder, program))) problems.push(`/${folder}/${program} is there, though only the build needs it.`)
    }
  }
  for (const path of files(join(root, APP))) {
    if (/\.(ts|map|tsbuildinfo)$|\/\.npmrc$/.test(path)) problems.push(`/${path.slice(root.length + 1)} is there, though nothing runs it.`)
    if (lstatSync(path).uid !== 0) problems.push(`/${path.slice(root.length + 1)} can be changed by the process that runs it.`)
  }
  for (const path of ['root/.npmrc', 'usr/local/etc/npmrc', 'root/.npm', 'src']) {
    if (existsSync(join(root, path))) problems.push(`/${path} is left over from the build.`)
  }
  return problems
}

/** Bytes of the layers as a registry would send them, and unpacked in all. */
export function imageSize(buildah, image, root, folder) {
  const archive = join(folder, 'compressed')
  buildah.run('push', '--quiet', image, `oci:${archive}:latest`)
  const blob = (digest) => JSON.parse(readFileSync(join(archive, 'blobs', ...digest.split(':')), 'utf8'))
  const index = JSON.parse(readFileSync(join(archive, 'index.json'), 'utf8'))
  const layerBytes = blob(index.manifests[0].digest).layers.map(({ size }) => size)
  rmSync(archive, { recursive: true })
  return { layerBytes, unpackedBytes: bytesOf(root), appBytes: bytesOf(join(root, APP)) }
}

function bytesOf(folder) {
  let bytes = 0
  for (const path of files(folder)) bytes += lstatSync(path).size
  return bytes
}

/** Every file below a folder; links are not followed. */
function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else if (entry.isFile()) yield path
  }
}
