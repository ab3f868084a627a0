import type { AccountContext, Publisher, Service } from '@iot-core-local/core'
import { createJitrAnnouncer } from './jitr/jitr-announcer.js'

export interface ProvisioningDeps extends AccountContext {
  readonly publisher: Publisher
}

/** How devices get their identity: just-in-time registration so far. */
export type Provisioning = Service

export function createProvisioning(deps: ProvisioningDeps): Provisioning {
  const jitr = createJitrAnnouncer(deps)
  return {
    name: 'provisioning',
    operations: {},
    topics: [],
    start: () => jitr.start(),
    close: () => {
      jitr.close()
      return Promise.resolve()
    },
  }
}
