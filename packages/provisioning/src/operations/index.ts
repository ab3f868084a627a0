import type { IotHandlers } from '@iot-core-local/core'
import type { ProvisioningContext } from '../context.js'
import { createCertificateProvider } from './create-certificate-provider.js'
import { describeCertificateProvider } from './describe-certificate-provider.js'
import { updateCertificateProvider } from './update-certificate-provider.js'
import { deleteCertificateProvider } from './delete-certificate-provider.js'
import { listCertificateProviders } from './list-certificate-providers.js'
import { createProvisioningClaim } from './create-provisioning-claim.js'
import { createProvisioningTemplate } from './create-provisioning-template.js'
import { createProvisioningTemplateVersion } from './create-provisioning-template-version.js'
import { deleteProvisioningTemplate } from './delete-provisioning-template.js'
import { deleteProvisioningTemplateVersion } from './delete-provisioning-template-version.js'
import { describeProvisioningTemplate } from './describe-provisioning-template.js'
import { describeProvisioningTemplateVersion } from './describe-provisioning-template-version.js'
import { listProvisioningTemplates } from './list-provisioning-templates.js'
import { listProvisioningTemplateVersions } from './list-provisioning-template-versions.js'
import { startThingRegistrationTask } from './start-thing-registration-task.js'
import { stopThingRegistrationTask } from './stop-thing-registration-task.js'
import { describeThingRegistrationTask } from './describe-thing-registration-task.js'
import { listThingRegistrationTasks } from './list-thing-registration-tasks.js'
import { listThingRegistrationTaskReports } from './list-thing-registration-task-reports.js'
import { registerThing } from './register-thing.js'
import { updateProvisioningTemplate } from './update-provisioning-template.js'

/** The operations of this package by their AWS names. */
export function provisioningOperations(context: ProvisioningContext) {
  return {
    RegisterThing: registerThing(context),
    CreateProvisioningClaim: createProvisioningClaim(context),
    CreateProvisioningTemplate: createProvisioningTemplate(context),
    DescribeProvisioningTemplate: describeProvisioningTemplate(context),
    UpdateProvisioningTemplate: updateProvisioningTemplate(context),
    DeleteProvisioningTemplate: deleteProvisioningTemplate(context),
    ListProvisioningTemplates: listProvisioningTemplates(context),
    CreateProvisioningTemplateVersion: createProvisioningTemplateVersion(context),
    DescribeProvisioningTemplateVersion: describeProvisioningTemplateVersion(context),
    ListProvisioningTemplateVersions: listProvisioningTemplateVersions(context),
    DeleteProvisioningTemplateVersion: deleteProvisioningTemplateVersion(context),
    CreateCertificateProvider: createCertificateProvider(context),
    DescribeCertificateProvider: describeCertificateProvider(context),
    UpdateCertificateProvider: updateCertificateProvider(context),
    DeleteCertificateProvider: deleteCertificateProvider(context),
    ListCertificateProviders: listCertificateProviders(context),
    StartThingRegistrationTask: startThingRegistrationTask(context),
    StopThingRegistrationTask: stopThingRegistrationTask(context),
    DescribeThingRegistrationTask: describeThingRegistrationTask(context),
    ListThingRegistrationTasks: listThingRegistrationTasks(context),
    ListThingRegistrationTaskReports: listThingRegistrationTaskReports(context),
  } satisfies IotHandlers
}
