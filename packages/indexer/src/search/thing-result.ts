import type { IotOperations } from '@iot-core-local/core'
import { type ConnectivityPart, type DocumentPart, isShadowPart, type RegistryPart, type ShadowPart } from '../documents/document-part.js'
import { shadowDelta } from '../documents/shadow-delta.js'

export type ThingResult = NonNullable<IotOperations['SearchIndex']['output']['things']>[number]

/** The thing as SearchIndex shows it, from the parts that can be searched now (IDX-063 to IDX-067). */
export function thingResult(parts: readonly DocumentPart[]): ThingResult {
  const registry = parts.find((part): part is RegistryPart => part.part === 'registry')
  const connectivity = parts.find((part): part is ConnectivityPart => part.part === 'connectivity')
  const shadow = shadowText(parts.filter(isShadowPart))
  return {
    ...(registry === undefined ? {} : registryMembers(registry)),
    ...(shadow === undefined ? {} : { shadow }),
    ...(connectivity === undefined ? {} : { connectivity: connectivityMembers(connectivity) }),
  }
}

function registryMembers({ thing, thingGroupNames }: RegistryPart): ThingResult {
  const groups = thing.billingGroupName === undefined ? thingGroupNames : [...thingGroupNames, thing.billingGroupName]
  return {
    thingName: thing.thingName,
    thingId: thing.thingId,
    ...(thing.thingTypeName === undefined ? {} : { thingTypeName: thing.thingTypeName }),
    ...(groups.length === 0 ? {} : { thingGroupNames: [...groups] }),
    ...(Object.keys(thing.attributes).length === 0 ? {} : { attributes: { ...thing.attributes } }),
  }
}

function connectivityMembers({ connectivity }: ConnectivityPart): NonNullable<ThingResult['connectivity']> {
  if (connectivity === undefined) return { connected: false }
  const { isConnected, disconnectReason, clientId, keepAliveSeconds, isCleanSession, sessionExpirySeconds } = connectivity
  return {
    connected: isConnected,
    timestamp: connectivity.timestampMs,
    ...(isConnected || disconnectReason === undefined ? {} : { disconnectReason }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(keepAliveSeconds === undefined ? {} : { keepAliveDuration: keepAliveSeconds }),
    ...(isCleanSession === undefined ? {} : { cleanSession: isCleanSession }),
    ...(isCleanSession !== false || sessionExpirySeconds === undefined ? {} : { sessionExpiry: sessionExpirySeconds }),
  }
}

/** The classic shadow at the top, named ones below `name`: one JSON document as text (IDX-064). */
function shadowText(parts: readonly ShadowPart[]): string | undefined {
  if (parts.length === 0) return undefined
  const classic = parts.find(({ part }) => part === 'shadow')
  const named = parts
    .filter((part) => part !== classic)
    .map((part) => [part.part.slice('shadow.name.'.length), shadowMembers(part)] as const)
  return JSON.stringify({
    ...(classic === undefined ? {} : shadowMembers(classic)),
    ...(named.length === 0 ? {} : { name: Object.fromEntries(named) }),
  })
}

function shadowMembers({ snapshot }: ShadowPart): object {
  const { state, metadata, version, timestampSeconds } = snapshot
  const delta = shadowDelta(state.desired, state.reported)
  return {
    ...state,
    ...(delta === undefined ? {} : { delta }),
    metadata,
    version,
    timestamp: timestampSeconds,
    hasDelta: delta !== undefined,
  }
}
