import { type IotHandlers, validationFailed } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import { once } from '../once.js'

const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/.+$/

/** UpdatePackageConfiguration: whether jobs update the shadow `$package`, and with which role, which that takes. Members that are not given stay. */
export function updatePackageConfiguration(context: PackagesContext): NonNullable<IotHandlers['UpdatePackageConfiguration']> {
  return (input) => {
    const { enabled, roleArn } = input.versionUpdateByJobsConfig ?? {}
    if (roleArn !== undefined && !ROLE_ARN.test(roleArn))
      throw validationFailed(`versionUpdateByJobsConfig.roleArn ${roleArn} is not the ARN of an IAM role.`)
    return once(context, { operation: 'UpdatePackageConfiguration', input }, () => {
      const before = context.configuration.read()
      const after = { isEnabled: enabled ?? before.isEnabled, roleArn: roleArn ?? before.roleArn }
      if (after.isEnabled && after.roleArn === undefined)
        throw validationFailed('versionUpdateByJobsConfig needs a roleArn to be enabled: jobs update the shadow $package with that role.')
      context.configuration.write(after)
      return {}
    })
  }
}
