// A vitest reporter whose last line is the plain count: "N passed, N failed".
export default class ClosingLineReporter {
  onTestRunEnd(modules) {
    let passed = 0
    let failed = 0
    for (const module of modules) {
      const errors = module.errors().length
      failed += errors
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        else if (state === 'failed') failed++
      }
    }
    process.on('exit', () => process.stdout.write(`${passed} passed, ${failed} failed\n`))
  }
}
