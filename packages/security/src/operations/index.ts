import type { IotHandlers } from '@iot-core-local/core'
import type { Permissions } from '../access/permissions.js'
import type { Parts } from '../parts.js'
import type { SecurityOptions } from '../security.js'
import { attachPrincipalPolicy } from './attach-principal-policy.js'
import { detachPrincipalPolicy } from './detach-principal-policy.js'
import { listPrincipalPolicies } from './list-principal-policies.js'
import { listPolicyPrincipals } from './list-policy-principals.js'
import { getEffectivePolicies } from './get-effective-policies.js'
import { testAuthorization } from './test-authorization.js'
import { transferCertificate } from './transfer-certificate.js'
import { acceptCertificateTransfer } from './accept-certificate-transfer.js'
import { rejectCertificateTransfer } from './reject-certificate-transfer.js'
import { cancelCertificateTransfer } from './cancel-certificate-transfer.js'
import { listOutgoingCertificates } from './list-outgoing-certificates.js'
import { attachPolicy } from './attach-policy.js'
import { createCertificateFromCsr } from './create-certificate-from-csr.js'
import { createKeysAndCertificate } from './create-keys-and-certificate.js'
import { createPolicy } from './create-policy.js'
import { createDomainConfiguration } from './create-domain-configuration.js'
import { deleteDomainConfiguration } from './delete-domain-configuration.js'
import { describeDomainConfiguration } from './describe-domain-configuration.js'
import { listDomainConfigurations } from './list-domain-configurations.js'
import { updateDomainConfiguration } from './update-domain-configuration.js'
import { createRoleAlias } from './create-role-alias.js'
import { deleteRoleAlias } from './delete-role-alias.js'
import { describeRoleAlias } from './describe-role-alias.js'
import { listRoleAliases } from './list-role-aliases.js'
import { updateRoleAlias } from './update-role-alias.js'
import { createPolicyVersion } from './create-policy-version.js'
import { deleteCaCertificate } from './delete-ca-certificate.js'
import { deleteCertificate } from './delete-certificate.js'
import { deletePolicy } from './delete-policy.js'
import { deletePolicyVersion } from './delete-policy-version.js'
import { deleteRegistrationCode } from './delete-registration-code.js'
import { describeCaCertificate } from './describe-ca-certificate.js'
import { describeCertificate } from './describe-certificate.js'
import { detachPolicy } from './detach-policy.js'
import { getPolicy } from './get-policy.js'
import { getPolicyVersion } from './get-policy-version.js'
import { getRegistrationCode } from './get-registration-code.js'
import { listAttachedPolicies } from './list-attached-policies.js'
import { listCaCertificates } from './list-ca-certificates.js'
import { listCertificates } from './list-certificates.js'
import { listCertificatesByCa } from './list-certificates-by-ca.js'
import { listPolicies } from './list-policies.js'
import { listPolicyVersions } from './list-policy-versions.js'
import { listTargetsForPolicy } from './list-targets-for-policy.js'
import { registerCaCertificate } from './register-ca-certificate.js'
import { registerCertificate } from './register-certificate.js'
import { registerCertificateWithoutCa } from './register-certificate-without-ca.js'
import { setDefaultPolicyVersion } from './set-default-policy-version.js'
import { updateCaCertificate } from './update-ca-certificate.js'
import { updateCertificate } from './update-certificate.js'

/** The operations of this package by their AWS names. */
export function securityOperations(parts: Parts, permissions: Permissions, options: SecurityOptions) {
  return {
    CreateKeysAndCertificate: createKeysAndCertificate(parts),
    CreateCertificateFromCsr: createCertificateFromCsr(parts),
    RegisterCertificate: registerCertificate(parts),
    RegisterCertificateWithoutCA: registerCertificateWithoutCa(parts),
    DescribeCertificate: describeCertificate(parts),
    UpdateCertificate: updateCertificate(parts),
    DeleteCertificate: deleteCertificate(parts),
    ListCertificates: listCertificates(parts),
    ListCertificatesByCA: listCertificatesByCa(parts),
    GetRegistrationCode: getRegistrationCode(parts),
    DeleteRegistrationCode: deleteRegistrationCode(parts),
    RegisterCACertificate: registerCaCertificate(parts),
    DescribeCACertificate: describeCaCertificate(parts),
    UpdateCACertificate: updateCaCertificate(parts),
    DeleteCACertificate: deleteCaCertificate(parts),
    ListCACertificates: listCaCertificates(parts),
    CreatePolicy: createPolicy(parts),
    GetPolicy: getPolicy(parts),
    ListPolicies: listPolicies(parts),
    DeletePolicy: deletePolicy(parts),
    CreatePolicyVersion: createPolicyVersion(parts),
    GetPolicyVersion: getPolicyVersion(parts),
    ListPolicyVersions: listPolicyVersions(parts),
    DeletePolicyVersion: deletePolicyVersion(parts),
    SetDefaultPolicyVersion: setDefaultPolicyVersion(parts),
    AttachPolicy: attachPolicy(parts),
    DetachPolicy: detachPolicy(parts),
    ListAttachedPolicies: listAttachedPolicies(parts),
    ListTargetsForPolicy: listTargetsForPolicy(parts),
    AttachPrincipalPolicy: attachPrincipalPolicy(parts),
    DetachPrincipalPolicy: detachPrincipalPolicy(parts),
    ListPrincipalPolicies: listPrincipalPolicies(parts),
    ListPolicyPrincipals: listPolicyPrincipals(parts),
    GetEffectivePolicies: getEffectivePolicies(parts),
    TestAuthorization: testAuthorization(parts, permissions),
    TransferCertificate: transferCertificate(parts),
    AcceptCertificateTransfer: acceptCertificateTransfer(parts),
    RejectCertificateTransfer: rejectCertificateTransfer(parts),
    CancelCertificateTransfer: cancelCertificateTransfer(parts),
    ListOutgoingCertificates: listOutgoingCertificates(parts),
    CreateRoleAlias: createRoleAlias(parts),
    DescribeRoleAlias: describeRoleAlias(parts),
    UpdateRoleAlias: updateRoleAlias(parts),
    DeleteRoleAlias: deleteRoleAlias(parts),
    ListRoleAliases: listRoleAliases(parts),
    CreateDomainConfiguration: createDomainConfiguration(parts),
    DescribeDomainConfiguration: describeDomainConfiguration(parts),
    UpdateDomainConfiguration: updateDomainConfiguration(parts),
    DeleteDomainConfiguration: deleteDomainConfiguration(parts, options.isDomainDeletionDelayed ?? false),
    ListDomainConfigurations: listDomainConfigurations(parts),
  } satisfies IotHandlers
}
