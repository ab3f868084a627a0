import { createBindings } from './directories/bindings.js'
import { createDynamicGroups } from './directories/dynamic-groups.js'
import { createGroupDirectory } from './directories/group-directory.js'
import { createThingDirectory } from './directories/thing-directory.js'
import { addThingToBillingGroup } from './operations/add-thing-to-billing-group.js'
import { addThingToThingGroup } from './operations/add-thing-to-thing-group.js'
import { attachThingPrincipal } from './operations/attach-thing-principal.js'
import { createThing } from './operations/create-thing.js'
import { deleteThing } from './operations/delete-thing.js'
import { detachThingPrincipal } from './operations/detach-thing-principal.js'
import { createOperations } from './operations/index.js'
import { removeThingFromBillingGroup } from './operations/remove-thing-from-billing-group.js'
import { removeThingFromThingGroup } from './operations/remove-thing-from-thing-group.js'
import { updateThing } from './operations/update-thing.js'
import { createParts } from './parts.js'
import type { Registry, RegistryDeps, RegistryOptions } from './registry-door.js'
import { addTags } from './tags/resource-tags.js'

/** Makes the registry of one account: brings its tables up to date and prepares its statements. */
export function createRegistry(deps: RegistryDeps, options: RegistryOptions = {}): Registry {
  const parts = createParts(deps, options)
  const write = <Output>(work: () => Output): Output => deps.store.transaction(work)
  return {
    name: 'registry',
    operations: { iot: createOperations(parts) },
    topics: [],
    start: () => {
      if (parts.sweeps.first() !== undefined) parts.sweeper.wake()
    },
    close: () => {
      parts.sweeper.close()
      return Promise.resolve()
    },
    things: createThingDirectory(parts),
    groups: createGroupDirectory(parts),
    dynamicGroups: createDynamicGroups(parts),
    bindings: createBindings(parts),
    tags: {
      of: (resourceArn) => parts.tags.of(resourceArn),
      add: (resourceArn, tags) => write(() => addTags(parts, resourceArn, tags)),
      removeAll: (resourceArn) => write(() => parts.tags.deleteAll(resourceArn)),
    },
    isEventEnabled: (eventType) => parts.switches.isEnabled(eventType),
    createThing: (input) => write(() => createThing(parts, input)),
    updateThing: (input) => write(() => updateThing(parts, input)),
    deleteThing: (input) => write(() => deleteThing(parts, input)),
    attachThingPrincipal: (input) => write(() => attachThingPrincipal(parts, input)),
    detachThingPrincipal: (input) => write(() => detachThingPrincipal(parts, input)),
    addThingToThingGroup: (input) => write(() => addThingToThingGroup(parts, input)),
    removeThingFromThingGroup: (input) => write(() => removeThingFromThingGroup(parts, input)),
    addThingToBillingGroup: (input) => write(() => addThingToBillingGroup(parts, input)),
    removeThingFromBillingGroup: (input) => write(() => removeThingFromBillingGroup(parts, input)),
  }
}
