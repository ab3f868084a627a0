import type { Call, IotHandlers, Validated } from '@iot-core-local/core'
import type { ProvisioningDeps } from '@iot-core-local/provisioning'
import type { Registry } from '@iot-core-local/registry'
import type { Security } from '@iot-core-local/security'

type Desks = Pick<ProvisioningDeps, 'certificates' | 'policies' | 'things' | 'cas' | 'tags'>

type InputOf<Name extends keyof IotHandlers> = Parameters<NonNullable<IotHandlers[Name]>>[0]
type OutputOf<Name extends keyof IotHandlers> = Awaited<ReturnType<NonNullable<IotHandlers[Name]>>>

/** Certificates, policies and things as provisioning works with them: the operations behind the API, in the caller's transaction. */
export function provisioningDesks(security: Security, registry: Registry, call: Call): Desks {
  const { iot } = security.operations
  const perform = <Name extends keyof IotHandlers>(name: Name, input: InputOf<Name>): OutputOf<Name> => {
    const handler = iot?.[name] as ((input: Validated<unknown>, call: Call) => unknown) | undefined
    const output = handler?.(input, call)
    if (output === undefined || output instanceof Promise) throw new Error(`${name} cannot be a part of a transaction.`)
    // The table types each handler by its name.
    return output as OutputOf<Name>
  }
  return {
    certificates: {
      find: (certificateId) => security.certificates.find(certificateId),
      createKeysAndCertificate: (status) => security.certificates.createKeysAndCertificate(status),
      issueFromCsr: (csr) => security.certificates.issueFromCsr(csr),
      adopt: (certificatePem, status) => security.certificates.adopt(certificatePem, status),
      register: (certificatePem, caCertificatePem, status) => {
        const input = { certificatePem, status, ...(caCertificatePem === undefined ? {} : { caCertificatePem }) }
        return { certificateId: perform('RegisterCertificate', input).certificateId ?? '' }
      },
      setStatus: (certificateId, newStatus) => void perform('UpdateCertificate', { certificateId, newStatus }),
      remove: (certificateId) => void perform('DeleteCertificate', { certificateId }),
    },
    policies: {
      exists: (policyName) => isThere(() => perform('GetPolicy', { policyName })),
      create: (policyName, policyDocument) => void perform('CreatePolicy', { policyName, policyDocument }),
      attach: (policyName, target) => void perform('AttachPolicy', { policyName, target }),
    },
    things: {
      find: (thingName) => registry.things.find(thingName),
      groupsOf: (thingName) => registry.things.groupsOf(thingName),
      create: ({ thingName, attributes, thingTypeName, billingGroup }) =>
        void registry.createThing({
          thingName,
          ...(attributes === undefined ? {} : { attributePayload: { attributes: { ...attributes } } }),
          ...(thingTypeName === undefined ? {} : { thingTypeName }),
          ...(billingGroup === undefined ? {} : { billingGroupName: billingGroup }),
        }),
      update: ({ thingName, thingTypeName, attributes, isMerge = false }) =>
        void registry.updateThing({
          thingName,
          ...(thingTypeName === undefined ? {} : { thingTypeName }),
          ...(attributes === undefined ? {} : { attributePayload: { attributes: { ...attributes }, merge: isMerge } }),
        }),
      addToGroup: (thingName, thingGroupName) => void registry.addThingToThingGroup({ thingName, thingGroupName }),
      removeFromGroup: (thingName, thingGroupName) => void registry.removeThingFromThingGroup({ thingName, thingGroupName }),
      attachPrincipal: (thingName, principal, thingPrincipalType) =>
        void registry.attachThingPrincipal({ thingName, principal, thingPrincipalType }),
    },
    cas: {
      registrationConfigOf: (certificateId) => {
        const found = ifThere(() => perform('DescribeCACertificate', { certificateId }).registrationConfig)
        return found?.templateName === undefined && found?.templateBody === undefined ? undefined : found
      },
      isTemplateInUse: (templateName) => (perform('ListCACertificates', { templateName, pageSize: 1 }).certificates ?? []).length > 0,
    },
    tags: registry.tags,
  }
}

function isThere(look: () => unknown): boolean {
  return ifThere(() => look() ?? true) !== undefined
}

function ifThere<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined
    throw error
  }
}
