import { type Arns, parseArn } from '@iot-core-local/core'
import type { Registry } from '@iot-core-local/registry'
import type { ThingDirectory } from '@iot-core-local/security'

/** The registry as the security package asks it: by ARN, groups nearest first. */
export function thingDirectoryOf(registry: () => Registry, arns: Arns): ThingDirectory {
  const groupName = (groupArn: string): string | undefined => {
    const arn = parseArn(groupArn)
    return arn?.resourceType === 'thinggroup' && arn.accountId === arns.accountId && arn.region === arns.region ? arn.resourceId : undefined
  }
  return {
    bindingFor: (principalArn, clientId) => registry().bindings.bindingFor(principalArn, clientId),
    exclusiveThingOf: (principalArn) => registry().bindings.exclusiveThingOf(principalArn),
    thingExists: (thingName) => registry().things.exists(thingName),
    hasThings: (principalArn) => registry().bindings.hasThings(principalArn),
    groupsOf: (thingName) => {
      const names = new Set(registry().things.groupsOf(thingName))
      for (const direct of [...names]) for (const ancestor of registry().groups.ancestorsOf(direct)) names.add(ancestor)
      return [...names].map(arns.thingGroup)
    },
    groupExists: (groupArn) => {
      const name = groupName(groupArn)
      return name !== undefined && registry().groups.exists(name)
    },
    isDynamicGroup: (groupArn) => {
      const name = groupName(groupArn)
      return name !== undefined && registry().groups.isDynamic(name)
    },
    ancestorsOf: (groupArn) => {
      const name = groupName(groupArn)
      return name === undefined ? [] : registry().groups.ancestorsOf(name).map(arns.thingGroup)
    },
  }
}
