import { type ThingSnapshot, versionConflict } from '@iot-core-local/core'

/** Optimistic locking of things; 0 is a version like any other, absent means no check. @throws VersionConflictException (REG-110). */
export function checkThingVersion({ thingName, version }: ThingSnapshot, expectedVersion: number | undefined): void {
  if (expectedVersion !== undefined && expectedVersion !== version) {
    throw versionConflict(`The version for thing ${thingName} does not match the expected version.`)
  }
}
