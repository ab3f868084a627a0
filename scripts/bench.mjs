// npm run bench [-- name [arguments]]: builds, then runs the measurements of test/bench, or the one named.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from './ensure-built.mjs'

const FOLDER = fileURLToPath(new URL('../test/bench/', import.meta.url))
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -'.mjs'.length))
  .sort()

const [asked, ...rest] = process.argv.slice(2)
if (asked !== undefined && !names.includes(asked)) {
  process.stderr.write(`There is no measurement ${asked}; there are: ${names.join(', ')}.\n`)
  process.exit(2)
}
ensureBuilt()
const failed = []
for (const name of asked === undefined ? names : [asked]) {
  process.stdout.write(`\n== ${name}\n`)
  const { status } = spawnSync(process.execPath, [`${FOLDER}${name}.mjs`, ...rest], { stdio: 'inherit' })
  if (status !== 0) failed.push(name)
}
if (failed.length > 0) {
  process.stderr.write(`\nThese did not end well: ${failed.join(', ')}.\n`)
  process.exit(1)
}
