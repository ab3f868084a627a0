/** A thing as it stands after (or, for a deletion, before) the change. */
export interface ThingSnapshot {
  readonly thingName: string
  readonly thingId: string
  readonly thingTypeName: string | undefined
  readonly billingGroupName: string | undefined
  readonly attributes: Readonly<Record<string, string>>
  readonly version: number
}

export interface ThingGroupSnapshot {
  readonly thingGroupName: string
  readonly thingGroupId: string
  readonly parentGroupName: string | undefined
  readonly version: number
  readonly description: string | undefined
  readonly attributes: Readonly<Record<string, string>>
}

export type RegistryEvent =
  | { readonly type: 'thing.created'; readonly thing: ThingSnapshot }
  | { readonly type: 'thing.updated'; readonly thing: ThingSnapshot; readonly previous: ThingSnapshot }
  | { readonly type: 'thing.deleted'; readonly thing: ThingSnapshot }
  | { readonly type: 'thing.principalAttached'; readonly thingName: string; readonly principalArn: string; readonly isExclusive: boolean }
  | { readonly type: 'thing.principalDetached'; readonly thingName: string; readonly principalArn: string }
  | { readonly type: 'thingGroup.created'; readonly group: ThingGroupSnapshot }
  | { readonly type: 'thingGroup.updated'; readonly group: ThingGroupSnapshot; readonly previous: ThingGroupSnapshot }
  | { readonly type: 'thingGroup.deleted'; readonly group: ThingGroupSnapshot }
  | { readonly type: 'thingGroup.memberAdded'; readonly thingGroupName: string; readonly thingName: string }
  | { readonly type: 'thingGroup.memberRemoved'; readonly thingGroupName: string; readonly thingName: string }
  | { readonly type: 'thingType.changed'; readonly thingTypeName: string }
  /** The thing joined, changed or left a billing group; its version stays (REG-112). */
  | { readonly type: 'thing.billingGroupChanged'; readonly thing: ThingSnapshot; readonly previousBillingGroupName: string | undefined }
