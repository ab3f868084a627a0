// Installs and builds what is missing, so that `npm start` and `npm test` work from a fresh clone with nothing but Node 20.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const ROOT = new URL('..', import.meta.url).pathname
const STAMP = join(ROOT, 'node_modules', '.installed-lock-sha256')

/** Exits with a sentence when Node is too old, or when a step fails. */
export function ensureBuilt() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20) end(`iot-core-local needs Node 20 or newer; this is ${process.version}.`)
  const lockDigest = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== lockDigest) {
    say('Installing dependencies. better-sqlite3 is compiled from source where no prebuilt binary can be had: that takes a minute or two.')
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
    writeFileSync(STAMP, lockDigest)
  }
  if (!existsSync(join(ROOT, 'packages/emulator/dist/bundle/main.js'))) say('Building.')
  run(process.execPath, ['node_modules/typescript-native/bin/tsc', '-b'])
  run(process.execPath, ['scripts/bundle.mjs'])
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2], env: { ...process.env, ...ownHeaders() } })
  if (error !== undefined) end(`${command} could not be run: ${error.message}`)
  if (status !== 0) end(`'${command} ${args.join(' ')}' failed; its output is above.`)
}

/** Where this Node brought its headers along, native modules are compiled against them, without a download. */
function ownHeaders() {
  const prefix = dirname(dirname(process.execPath))
  return process.env.npm_config_nodedir === undefined && existsSync(join(prefix, 'include/node/node.h'))
    ? { npm_config_nodedir: prefix }
    : {}
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function end(text) {
  say(text)
  process.exit(1)
}
