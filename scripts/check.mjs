// npm run check: types, lint, format, generated files, dependency rules. Runs them all, then fails if one did.
import { spawnSync } from 'node:child_process'
import { ensureBuilt } from './ensure-built.mjs'

const root = new URL('..', import.meta.url).pathname
ensureBuilt()
const failed = []
for (const name of ['check:types', 'check:lint', 'check:format', 'check:generated', 'check:docs', 'check:dependencies']) {
  const startedMs = Date.now()
  const { status } = spawnSync('npm', ['run', '--silent', name], { cwd: root, stdio: 'inherit' })
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`)
  if (status !== 0) failed.push(name)
}
if (failed.length > 0) {
  console.error(`npm run check failed: ${failed.join(', ')}`)
  process.exit(1)
}
