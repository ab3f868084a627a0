import type { IotHandlers } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import { createPackage } from './create-package.js'
import { createPackageVersion } from './create-package-version.js'
import { deletePackage } from './delete-package.js'
import { deletePackageVersion } from './delete-package-version.js'
import { getPackage } from './get-package.js'
import { getPackageConfiguration } from './get-package-configuration.js'
import { getPackageVersion } from './get-package-version.js'
import { listPackages } from './list-packages.js'
import { listPackageVersions } from './list-package-versions.js'
import { updatePackage } from './update-package.js'
import { updatePackageConfiguration } from './update-package-configuration.js'
import { updatePackageVersion } from './update-package-version.js'

/** Operation names and their handlers. Those about bills of materials (SBOM) have none and answer 501. */
export function packageOperations(context: PackagesContext): IotHandlers {
  return {
    CreatePackage: createPackage(context),
    CreatePackageVersion: createPackageVersion(context),
    DeletePackage: deletePackage(context),
    DeletePackageVersion: deletePackageVersion(context),
    GetPackage: getPackage(context),
    GetPackageConfiguration: getPackageConfiguration(context),
    GetPackageVersion: getPackageVersion(context),
    ListPackages: listPackages(context),
    ListPackageVersions: listPackageVersions(context),
    UpdatePackage: updatePackage(context),
    UpdatePackageConfiguration: updatePackageConfiguration(context),
    UpdatePackageVersion: updatePackageVersion(context),
  }
}
