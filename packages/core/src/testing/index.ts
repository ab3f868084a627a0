export { createTestAccount, type TestAccount, type TestAccountOptions } from './test-account.js'
