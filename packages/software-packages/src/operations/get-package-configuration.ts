import type { IotHandlers } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'

/** GetPackageConfiguration; off until it is switched on (unconfirmed how AWS shows one that was never changed). */
export function getPackageConfiguration(context: PackagesContext): NonNullable<IotHandlers['GetPackageConfiguration']> {
  return () => {
    const { isEnabled, roleArn } = context.configuration.read()
    return { versionUpdateByJobsConfig: { enabled: isEnabled, ...(roleArn === undefined ? {} : { roleArn }) } }
  }
}
