// npm test [-- vitest arguments]: installs and builds what is missing, then runs every test.
import { spawnSync } from 'node:child_process'
import { ensureBuilt } from './ensure-built.mjs'

ensureBuilt()
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=./scripts/closing-line-reporter.mjs',
    ...process.argv.slice(2),
  ],
  {
    cwd: new URL('..', import.meta.url).pathname,
    stdio: 'inherit',
    // The SDK's notice about versions of Node to come, once per test file, hides what matters.
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
)
process.exit(status ?? 1)
