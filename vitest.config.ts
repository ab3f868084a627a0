import { defineConfig } from 'vitest/config'

/** Tests run from the sources of the workspace's packages, never from a stale build. */
const SOURCE = 'iot-core-local:source'

export default defineConfig({
  resolve: { conditions: [SOURCE, 'node'] },
  ssr: { resolve: { conditions: [SOURCE, 'node'], externalConditions: [SOURCE, 'node'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    // One worker for each processor: by default a machine with two would run one file at a time.
    maxWorkers: '100%',
    // Nothing here lives in a module: accounts, clocks and ids are made by each test. So files may share the modules of their worker.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
  },
})
