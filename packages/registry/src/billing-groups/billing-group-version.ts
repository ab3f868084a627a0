import { versionConflict } from '@iot-core-local/core'
import type { BillingGroup } from '../store/billing-groups-store.js'

/** @throws VersionConflictException (REG-311). */
export function checkBillingGroupVersion({ billingGroupName, version }: BillingGroup, expectedVersion: number | undefined): void {
  if (expectedVersion !== undefined && expectedVersion !== version) {
    throw versionConflict(`The version for billing group ${billingGroupName} does not match the expected version.`)
  }
}
