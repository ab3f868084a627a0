import { createIdSource, openStore, silentLogger } from '../../../packages/core/dist/index.js'
import { createAccount } from '../../../packages/emulator/dist/account/create-account.js'
import { createAuthority } from '../../../packages/security/dist/index.js'

/** An account with all its services on a file, without an edge: operations are called. `timers` are the account's clock, `wallTimers` that of sockets. */
export async function createBenchAccount(file, { timers, wallTimers }) {
  const ids = createIdSource('bench')
  return createAccount(
    {
      accountId: '000000000000',
      region: 'us-east-1',
      store: openStore({ file }),
      timers,
      wallTimers,
      ids,
      log: silentLogger,
      authority: await createAuthority({ clock: wallTimers, ids, hostNames: ['localhost'] }),
      endpoints: { addressOf: () => 'localhost' },
      otherAccounts: { find: () => undefined, allBut: () => [] },
      functions: new Map(),
      objects: new Map(),
      httpUrl: () => 'http://localhost',
    },
    { endpointTypes: 'lenient', domainDeletion: 'lenient' },
  )
}
