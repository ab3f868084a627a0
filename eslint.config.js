import tseslint from 'typescript-eslint'

const FEATURES = [
  'gateway',
  'broker',
  'security',
  'registry',
  'provisioning',
  'shadows',
  'jobs',
  'commands',
  'software-packages',
  'indexer',
  'rules',
]

/** Arrows of import point one way: core <- features <- emulator. Features never import each other, and nobody imports past another's door. */
const DOORS = {
  group: ['@iot-core-local/*/*', '!@iot-core-local/core/testing', 'iot-core-local/*'],
  message: 'Import a package by its name: only its index is its door.',
}

const RANDOM = {
  name: 'node:crypto',
  importNames: ['randomUUID', 'randomBytes', 'randomInt'],
  message: 'Randomness is injected: use IdSource.',
}

const importDirection = (group, message) => ({
  'no-restricted-imports': ['error', { paths: [RANDOM], patterns: [DOORS, { group, message }] }],
})

const AMBIENT = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is injected: use Timers.now().' },
  { selector: "CallExpression[callee.name='Date']", message: 'Time is injected: use Timers.now().' },
]

/** What is emitted is what is written (target esnext), and Node 20 does not know this syntax. */
const TOO_NEW = [{ selector: 'VariableDeclaration[kind=/using$/]', message: 'Node 20 has no using declarations: close in finally.' }]

export default tseslint.config(
  { ignores: ['**/dist/**', '**/generated/**', '**/node_modules/**', 'docker/**/*.js'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parserOptions: {
        project: ['packages/*/tsconfig.json', 'examples/*/tsconfig.json', 'test/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...TOO_NEW] },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: [
      'packages/core/src/time/**',
      'packages/core/src/ids/**',
      'packages/core/src/testing/**',
      'packages/emulator/src/**',
      '**/*.test.ts',
    ],
    rules: {
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'setImmediate', 'console'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is injected: use Timers.now().' },
        { object: 'Math', property: 'random', message: 'Randomness is injected: use IdSource.' },
        { object: 'process', property: 'env', message: 'Configuration is injected: the emulator reads the environment.' },
      ],
      'no-restricted-syntax': ['error', ...TOO_NEW, ...AMBIENT],
    },
  },
  {
    files: ['packages/emulator/src/**/*.ts', 'examples/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [DOORS] }] },
  },
  {
    files: ['packages/core/src/**/*.ts'],
    ignores: ['packages/core/src/ids/**'],
    rules: importDirection(['@iot-core-local/*', 'iot-core-local'], 'core imports no other package of the project.'),
  },
  {
    files: FEATURES.map((name) => `packages/${name}/**/*.ts`),
    rules: importDirection(
      ['@iot-core-local/*', '!@iot-core-local/core', 'iot-core-local'],
      'Feature packages import core only; what one needs of another it declares in its own ports.ts.',
    ),
  },
)
