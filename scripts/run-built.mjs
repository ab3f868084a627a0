// node scripts/run-built.mjs <file> [arguments]: installs and builds what is missing, then runs the file.
import { spawnSync } from 'node:child_process'
import { ensureBuilt } from './ensure-built.mjs'

ensureBuilt()
const { status } = spawnSync(process.execPath, process.argv.slice(2), {
  cwd: new URL('..', import.meta.url).pathname,
  stdio: 'inherit',
  env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
})
process.exit(status ?? 1)
