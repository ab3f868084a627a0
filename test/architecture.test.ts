import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { expect, test } from 'vitest'
import { useEmulator } from './e2e/support/use-emulator.js'

const root = new URL('..', import.meta.url).pathname

/** What lint says of `code` as if it stood in `filePath`, without the rules that need types: none of those in question does. */
async function lint(code: string, filePath: string): Promise<readonly (string | null)[]> {
  const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] })
  const results = await eslint.lintText(code, { filePath: `${root}${filePath}` })
  return results.flatMap((result) => result.messages.map((message) => message.ruleId))
}

test.each([
  [
    'a feature imports another feature',
    "import { createShadows } from '@iot-core-local/shadows'\ncreateShadows\n",
    'packages/jobs/src/index.ts',
    'no-restricted-imports',
  ],
  [
    'core imports a feature',
    "import { createJobs } from '@iot-core-local/jobs'\ncreateJobs\n",
    'packages/core/src/index.ts',
    'no-restricted-imports',
  ],
  [
    'the emulator imports past a door',
    "import x from '@iot-core-local/jobs/dist/jobs.js'\nx\n",
    'packages/emulator/src/index.ts',
    'no-restricted-imports',
  ],
  [
    'a feature imports the emulator',
    "import { startIotCoreLocal } from 'iot-core-local'\nstartIotCoreLocal\n",
    'packages/rules/src/index.ts',
    'no-restricted-imports',
  ],
  ['a feature asks the machine for the time', 'export const now = Date.now()\n', 'packages/jobs/src/index.ts', 'no-restricted-properties'],
  ['a feature sets a timer of its own', 'setTimeout(() => undefined, 1)\n', 'packages/jobs/src/index.ts', 'no-restricted-globals'],
  [
    'a feature draws a random id',
    "import { randomUUID } from 'node:crypto'\nrandomUUID\n",
    'packages/jobs/src/index.ts',
    'no-restricted-imports',
  ],
  [
    'a feature reads the environment',
    "export const home = process.env['HOME']\n",
    'packages/jobs/src/index.ts',
    'no-restricted-properties',
  ],
])(
  'lint refuses that %s',
  async (_what, code, filePath, ruleId) => {
    expect(await lint(code, filePath)).toContain(ruleId)
  },
  60_000,
)

test('lint takes an import of core', async () => {
  const code = "import { createArns } from '@iot-core-local/core'\nexport const arns = createArns('000000000000', 'us-east-1')\n"
  expect(await lint(code, 'packages/jobs/src/index.ts')).toEqual([])
})

test('every operation that is covered has a file of its name', async () => {
  const iot = await useEmulator()
  const response = await fetch(`${iot.httpEndpoint}/_local/coverage`)
  const { operations } = (await response.json()) as { operations: { operation: string; state: string }[] }
  const covered = operations.filter(({ state }) => state === 'implemented')
  const packages = new URL('packages/', new URL('..', import.meta.url)).pathname
  const files = new Set(
    readdirSync(packages, { recursive: true, encoding: 'utf8' }).flatMap((path) => (path.includes('/src/') ? [basename(path)] : [])),
  )
  expect(covered.length).toBeGreaterThan(100)
  expect(covered.map(({ operation }) => `${kebabCase(operation)}.ts`).filter((name) => !files.has(name))).toEqual([])
})

function kebabCase(operation: string): string {
  return operation
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
}
