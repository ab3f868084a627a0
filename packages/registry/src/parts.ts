import { Announcer } from './events/announcer.js'
import { DEFAULT_THING_TYPE_DELETION_DELAY_MS } from './limits.js'
import { EventSwitches } from './model/event-switches.js'
import type { RegistryDeps, RegistryOptions } from './registry-door.js'
import { BillingGroupsStore } from './store/billing-groups-store.js'
import { EventConfigurationsStore } from './store/event-configurations-store.js'
import { MembershipsStore } from './store/memberships-store.js'
import { migrations } from './store/migrations.js'
import { SweepsStore } from './store/sweeps-store.js'
import { TagsStore } from './store/tags-store.js'
import { ThingGroupsStore } from './store/thing-groups-store.js'
import { ThingPrincipalsStore } from './store/thing-principals-store.js'
import { ThingTypesStore } from './store/thing-types-store.js'
import { ThingsStore } from './store/things-store.js'
import { sweepNext } from './sweeps/sweep-slice.js'
import { Sweeper } from './sweeps/sweeper.js'

/** What the operations work with. */
export interface Parts {
  readonly deps: RegistryDeps
  readonly options: Required<RegistryOptions>
  readonly things: ThingsStore
  readonly types: ThingTypesStore
  readonly groups: ThingGroupsStore
  readonly memberships: MembershipsStore
  readonly billingGroups: BillingGroupsStore
  readonly attachments: ThingPrincipalsStore
  readonly tags: TagsStore
  readonly configurations: EventConfigurationsStore
  readonly sweeps: SweepsStore
  readonly sweeper: Sweeper
  readonly switches: EventSwitches
  readonly announcer: Announcer
}

/** Brings the tables up to date and prepares every statement once. */
export function createParts(deps: RegistryDeps, options: RegistryOptions): Parts {
  deps.store.migrate('registry', migrations)
  const { db } = deps.store
  const configurations = new EventConfigurationsStore(db)
  const switches = new EventSwitches(configurations)
  const parts: Parts = {
    deps,
    options: {
      thingTypeDeletionDelayMs: options.thingTypeDeletionDelayMs ?? DEFAULT_THING_TYPE_DELETION_DELAY_MS,
      retiredEndpointTypes: options.retiredEndpointTypes ?? 'lenient',
    },
    things: new ThingsStore(db),
    types: new ThingTypesStore(db),
    groups: new ThingGroupsStore(db),
    memberships: new MembershipsStore(db),
    billingGroups: new BillingGroupsStore(db),
    attachments: new ThingPrincipalsStore(db),
    tags: new TagsStore(db),
    configurations,
    sweeps: new SweepsStore(db),
    sweeper: new Sweeper(deps.timers, deps.log, () => sweepNext(parts)),
    switches,
    announcer: new Announcer(deps, switches),
  }
  return parts
}
