import type { IotHandlers } from '@iot-core-local/core'
import type { Parts } from '../parts.js'
import { addThingToBillingGroup } from './add-thing-to-billing-group.js'
import { addThingToThingGroup } from './add-thing-to-thing-group.js'
import { attachThingPrincipal } from './attach-thing-principal.js'
import { createBillingGroup } from './create-billing-group.js'
import { createThingGroup } from './create-thing-group.js'
import { createThingType } from './create-thing-type.js'
import { createThing } from './create-thing.js'
import { deleteBillingGroup } from './delete-billing-group.js'
import { deleteThingGroup } from './delete-thing-group.js'
import { deleteThingType } from './delete-thing-type.js'
import { deleteThing } from './delete-thing.js'
import { deprecateThingType } from './deprecate-thing-type.js'
import { describeBillingGroup } from './describe-billing-group.js'
import { describeEndpoint } from './describe-endpoint.js'
import { describeEventConfigurations } from './describe-event-configurations.js'
import { describeThingGroup } from './describe-thing-group.js'
import { describeThingType } from './describe-thing-type.js'
import { describeThing } from './describe-thing.js'
import { detachThingPrincipal } from './detach-thing-principal.js'
import { listBillingGroups } from './list-billing-groups.js'
import { listPrincipalThingsV2 } from './list-principal-things-v2.js'
import { listPrincipalThings } from './list-principal-things.js'
import { listTagsForResource } from './list-tags-for-resource.js'
import { listThingGroupsForThing } from './list-thing-groups-for-thing.js'
import { listThingGroups } from './list-thing-groups.js'
import { listThingPrincipalsV2 } from './list-thing-principals-v2.js'
import { listThingPrincipals } from './list-thing-principals.js'
import { listThingTypes } from './list-thing-types.js'
import { listThingsInBillingGroup } from './list-things-in-billing-group.js'
import { listThingsInThingGroup } from './list-things-in-thing-group.js'
import { listThings } from './list-things.js'
import { removeThingFromBillingGroup } from './remove-thing-from-billing-group.js'
import { removeThingFromThingGroup } from './remove-thing-from-thing-group.js'
import { tagResource } from './tag-resource.js'
import { untagResource } from './untag-resource.js'
import { updateBillingGroup } from './update-billing-group.js'
import { updateEventConfigurations } from './update-event-configurations.js'
import { updateThingGroup } from './update-thing-group.js'
import { updateThingGroupsForThing } from './update-thing-groups-for-thing.js'
import { updateThingType } from './update-thing-type.js'
import { updateThing } from './update-thing.js'

/** Operation name to handler. What changes something runs in one transaction. */
export function createOperations(parts: Parts): IotHandlers {
  const write = <Output>(operation: () => Output): Output => parts.deps.store.transaction(operation)
  return {
    AddThingToBillingGroup: (input) => write(() => addThingToBillingGroup(parts, input)),
    AddThingToThingGroup: (input) => write(() => addThingToThingGroup(parts, input)),
    AttachThingPrincipal: (input) => write(() => attachThingPrincipal(parts, input)),
    CreateBillingGroup: (input) => write(() => createBillingGroup(parts, input)),
    CreateThingGroup: (input) => write(() => createThingGroup(parts, input)),
    CreateThingType: (input) => write(() => createThingType(parts, input)),
    CreateThing: (input) => write(() => createThing(parts, input)),
    DeleteBillingGroup: (input) => write(() => deleteBillingGroup(parts, input)),
    DeleteThingGroup: (input) => write(() => deleteThingGroup(parts, input)),
    DeleteThingType: (input) => write(() => deleteThingType(parts, input)),
    DeleteThing: (input) => write(() => deleteThing(parts, input)),
    DeprecateThingType: (input) => write(() => deprecateThingType(parts, input)),
    DescribeBillingGroup: (input) => describeBillingGroup(parts, input),
    DescribeEndpoint: (input) => describeEndpoint(parts, input),
    DescribeEventConfigurations: () => describeEventConfigurations(parts),
    DescribeThingGroup: (input) => describeThingGroup(parts, input),
    DescribeThingType: (input) => describeThingType(parts, input),
    DescribeThing: (input) => describeThing(parts, input),
    DetachThingPrincipal: (input) => write(() => detachThingPrincipal(parts, input)),
    ListBillingGroups: (input) => listBillingGroups(parts, input),
    ListPrincipalThingsV2: (input) => listPrincipalThingsV2(parts, input),
    ListPrincipalThings: (input) => listPrincipalThings(parts, input),
    ListTagsForResource: (input) => listTagsForResource(parts, input),
    ListThingGroupsForThing: (input) => listThingGroupsForThing(parts, input),
    ListThingGroups: (input) => listThingGroups(parts, input),
    ListThingPrincipalsV2: (input) => listThingPrincipalsV2(parts, input),
    ListThingPrincipals: (input) => listThingPrincipals(parts, input),
    ListThingTypes: (input) => listThingTypes(parts, input),
    ListThingsInBillingGroup: (input) => listThingsInBillingGroup(parts, input),
    ListThingsInThingGroup: (input) => listThingsInThingGroup(parts, input),
    ListThings: (input) => listThings(parts, input),
    RemoveThingFromBillingGroup: (input) => write(() => removeThingFromBillingGroup(parts, input)),
    RemoveThingFromThingGroup: (input) => write(() => removeThingFromThingGroup(parts, input)),
    TagResource: (input) => write(() => tagResource(parts, input)),
    UntagResource: (input) => write(() => untagResource(parts, input)),
    UpdateBillingGroup: (input) => write(() => updateBillingGroup(parts, input)),
    UpdateEventConfigurations: (input) => write(() => updateEventConfigurations(parts, input)),
    UpdateThingGroup: (input) => write(() => updateThingGroup(parts, input)),
    UpdateThingGroupsForThing: (input) => write(() => updateThingGroupsForThing(parts, input)),
    UpdateThingType: (input) => write(() => updateThingType(parts, input)),
    UpdateThing: (input) => write(() => updateThing(parts, input)),
  }
}
