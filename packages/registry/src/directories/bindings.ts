import { LAST } from '../model/page.js'
import type { Parts } from '../parts.js'
import type { Bindings } from '../registry-door.js'

const EVERYTHING = { from: '', upto: LAST, limit: -1 }

/** Which thing a connection stands for, and who is attached to what (SEC-601). */
export function createBindings({ attachments, things }: Parts): Bindings {
  return {
    bindingFor: (principalArn, clientId) => {
      const exclusiveThing = attachments.exclusiveThingOf(principalArn)
      const thingName = exclusiveThing ?? attachments.find(principalArn, clientId)?.thingName
      const thing = thingName === undefined ? undefined : things.find(thingName)
      if (thing === undefined) return undefined
      return {
        thingName: thing.thingName,
        thingTypeName: thing.thingTypeName,
        attributes: thing.attributes,
        isExclusive: exclusiveThing !== undefined,
      }
    },
    exclusiveThingOf: (principalArn) => attachments.exclusiveThingOf(principalArn),
    hasThings: (principalArn) => attachments.hasThings(principalArn),
    isAttached: (principalArn, thingName) => attachments.find(principalArn, thingName) !== undefined,
    thingsOf: (principalArn) => attachments.ofPrincipal(principalArn, EVERYTHING).map(({ thingName }) => thingName),
    principalsOf: (thingName) => attachments.ofThing(thingName, EVERYTHING).map(({ principal }) => principal),
  }
}
