import { paginateListOutgoingCertificates } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { registerCertificate, type RegisteredCertificate } from '../support/certificates.js'
import {
  answers,
  type AreaCases,
  constraintMessage,
  ITEM_COUNT,
  PAGE_SIZE,
  paginates,
  refuses,
  refusesPageSize,
  refusesPattern,
} from '../support/conformance-case.js'
import { CERTIFICATE_ID, NO_CERTIFICATE_ID, UNKNOWN_CERTIFICATE_ID } from '../support/patterns.js'
import { ALLOW_ALL } from '../support/policy-documents.js'
import { expectRefusal } from '../support/refusal-of.js'
import type { World } from '../support/world.js'

const ID = { member: 'certificateId', pattern: CERTIFICATE_ID, value: NO_CERTIFICATE_ID } as const

/** A certificate on its way from the case's account to the other one. */
async function offered(world: World): Promise<string> {
  const { certificateId } = await registerCertificate(world)
  await world.iot.transferCertificate({ certificateId, targetAwsAccount: world.other.accountId, transferMessage: 'for you' })
  return certificateId
}

const described = async ({ iot }: Pick<World, 'iot'>, certificateId: string) =>
  (await iot.describeCertificate({ certificateId })).certificateDescription

/** How the certificate's ARN reads in an account. */
const arnIn = (accountId: string, certificateId: string) => `arn:aws:iot:us-east-1:${accountId}:cert/${certificateId}`

export const certificateTransferCases: AreaCases = {
  notApplicable: [],
  cases: [
    answers('REG-361', 'TransferCertificate', 'it is on its way in both accounts, under the target’s ARN', async (world) => {
      const { iot, other, time } = world
      const { certificateId } = await registerCertificate(world)
      const { transferredCertificateArn } = await iot.transferCertificate({
        certificateId,
        targetAwsAccount: other.accountId,
        transferMessage: 'for you',
      })
      expect(transferredCertificateArn).toBe(arnIn(other.accountId, certificateId))
      expect((await described(world, certificateId))?.status).toBe('PENDING_TRANSFER')
      const { certificates } = await other.iot.listCertificates({})
      expect(certificates).toMatchObject([
        { certificateId, certificateArn: transferredCertificateArn, status: 'PENDING_TRANSFER', certificateMode: 'SNI_ONLY' },
      ])
      expect((await described(other, certificateId))?.transferData).toEqual({ transferMessage: 'for you', transferDate: time.now() })
    }),
    answers('REG-360', 'TransferCertificate', 'status, policies and things are in the way', async (world) => {
      const { iot, other } = world
      const { certificateId, certificateArn } = await registerCertificate(world, 'ACTIVE')
      const transfer = () => iot.transferCertificate({ certificateId, targetAwsAccount: other.accountId })
      await iot.createPolicy({ policyName: 'all', policyDocument: ALLOW_ALL })
      await iot.attachPolicy({ policyName: 'all', target: certificateArn })
      await iot.createThing({ thingName: 'lamp' })
      await iot.attachThingPrincipal({ thingName: 'lamp', principal: certificateArn })
      await expectRefusal(transfer(), 'CertificateStateException')
      await iot.updateCertificate({ certificateId, newStatus: 'INACTIVE' })
      await expectRefusal(transfer(), 'TransferConflictException')
      await iot.detachPolicy({ policyName: 'all', target: certificateArn })
      await expectRefusal(transfer(), 'TransferConflictException')
      await iot.detachThingPrincipal({ thingName: 'lamp', principal: certificateArn })
      await transfer()
    }),
    refuses('REG-360', 'TransferCertificate', 'CertificateStateException', 'it is ACTIVE', {
      given: (world) => registerCertificate(world, 'ACTIVE'),
      when: ({ iot, other }, { certificateId }) => iot.transferCertificate({ certificateId, targetAwsAccount: other.accountId }),
    }),
    refuses('REG-360', 'TransferCertificate', 'TransferConflictException', 'a policy is attached', {
      given: async (world): Promise<RegisteredCertificate> => {
        const certificate = await registerCertificate(world)
        await world.iot.createPolicy({ policyName: 'all', policyDocument: ALLOW_ALL })
        await world.iot.attachPolicy({ policyName: 'all', target: certificate.certificateArn })
        return certificate
      },
      when: ({ iot, other }, { certificateId }) => iot.transferCertificate({ certificateId, targetAwsAccount: other.accountId }),
    }),
    refuses('REG-360', 'TransferCertificate', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ iot, other }) => iot.transferCertificate({ certificateId: UNKNOWN_CERTIFICATE_ID, targetAwsAccount: other.accountId }),
    }),
    refuses('REG-011', 'TransferCertificate', 'InvalidRequestException', 'the target is not an account', {
      given: registerCertificate,
      when: ({ iot }, { certificateId }) => iot.transferCertificate({ certificateId, targetAwsAccount: 'accountabcde' }),
      message: constraintMessage('targetAwsAccount', 'accountabcde', 'Member must satisfy regular expression pattern: [0-9]+'),
    }),
    refuses('REG-357', 'DeleteCertificate', 'CertificateStateException', 'it is on its way', {
      given: offered,
      when: ({ iot }, certificateId) => iot.deleteCertificate({ certificateId }),
    }),
    refuses('REG-346', 'UpdateCertificate', 'CertificateStateException', 'it is on its way', {
      given: offered,
      when: ({ iot }, certificateId) => iot.updateCertificate({ certificateId, newStatus: 'ACTIVE' }),
    }),

    answers('REG-363', 'AcceptCertificateTransfer', 'the target owns it, the source has it no more', async (world) => {
      const { other, accountId, time } = world
      const certificateId = await offered(world)
      const transferDate = time.now()
      await time.advance({ minutes: 1 })
      await other.iot.acceptCertificateTransfer({ certificateId })
      expect(await described(other, certificateId)).toMatchObject({
        certificateArn: arnIn(other.accountId, certificateId),
        status: 'INACTIVE',
        ownedBy: other.accountId,
        previousOwnedBy: accountId,
        transferData: { transferMessage: 'for you', transferDate, acceptDate: time.now() },
      })
      await expectRefusal(world.iot.describeCertificate({ certificateId }), 'ResourceNotFoundException')
      expect((await world.iot.listOutgoingCertificates({})).outgoingCertificates).toEqual([])
    }),
    answers('REG-345', 'AcceptCertificateTransfer', 'it is ACTIVE when asked for', async (world) => {
      const certificateId = await offered(world)
      await world.other.iot.acceptCertificateTransfer({ certificateId, setAsActive: true })
      expect((await described(world.other, certificateId))?.status).toBe('ACTIVE')
    }),
    refuses('REG-362', 'AcceptCertificateTransfer', 'TransferAlreadyCompletedException', 'it was accepted before', {
      given: async (world) => {
        const certificateId = await offered(world)
        await world.other.iot.acceptCertificateTransfer({ certificateId })
        return certificateId
      },
      when: ({ other }, certificateId) => other.iot.acceptCertificateTransfer({ certificateId }),
    }),
    refuses('REG-362', 'AcceptCertificateTransfer', 'TransferAlreadyCompletedException', 'it was cancelled before', {
      given: async (world) => {
        const certificateId = await offered(world)
        await world.iot.cancelCertificateTransfer({ certificateId })
        return certificateId
      },
      when: ({ other }, certificateId) => other.iot.acceptCertificateTransfer({ certificateId }),
    }),
    refuses('REG-362', 'AcceptCertificateTransfer', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ other }) => other.iot.acceptCertificateTransfer({ certificateId: UNKNOWN_CERTIFICATE_ID }),
    }),
    refusesPattern('AcceptCertificateTransfer', {
      ...ID,
      when: ({ other }, certificateId) => other.iot.acceptCertificateTransfer({ certificateId }),
    }),

    answers('REG-362', 'RejectCertificateTransfer', 'it is the source’s again, INACTIVE, with the reason', async (world) => {
      const { other, time } = world
      const certificateId = await offered(world)
      await other.iot.rejectCertificateTransfer({ certificateId, rejectReason: 'not mine' })
      expect(await described(world, certificateId)).toMatchObject({
        status: 'INACTIVE',
        transferData: { transferMessage: 'for you', rejectReason: 'not mine', rejectDate: time.now() },
      })
      expect((await other.iot.listCertificates({})).certificates).toEqual([])
    }),
    refuses('REG-362', 'RejectCertificateTransfer', 'TransferAlreadyCompletedException', 'it was accepted before', {
      given: async (world) => {
        const certificateId = await offered(world)
        await world.other.iot.acceptCertificateTransfer({ certificateId })
        return certificateId
      },
      when: ({ other }, certificateId) => other.iot.rejectCertificateTransfer({ certificateId }),
    }),
    refuses('REG-362', 'RejectCertificateTransfer', 'TransferAlreadyCompletedException', 'it was rejected before', {
      given: async (world) => {
        const certificateId = await offered(world)
        await world.other.iot.rejectCertificateTransfer({ certificateId })
        return certificateId
      },
      when: ({ other }, certificateId) => other.iot.rejectCertificateTransfer({ certificateId }),
    }),
    refuses('REG-362', 'RejectCertificateTransfer', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ other }) => other.iot.rejectCertificateTransfer({ certificateId: UNKNOWN_CERTIFICATE_ID }),
    }),
    refusesPattern('RejectCertificateTransfer', {
      ...ID,
      when: ({ other }, certificateId) => other.iot.rejectCertificateTransfer({ certificateId }),
    }),

    answers('REG-362', 'CancelCertificateTransfer', 'it is the source’s again, INACTIVE', async (world) => {
      const { iot, other } = world
      const certificateId = await offered(world)
      await iot.cancelCertificateTransfer({ certificateId })
      expect((await described(world, certificateId))?.status).toBe('INACTIVE')
      expect((await other.iot.listCertificates({})).certificates).toEqual([])
      expect((await iot.listOutgoingCertificates({})).outgoingCertificates).toEqual([])
    }),
    refuses('REG-362', 'CancelCertificateTransfer', 'TransferAlreadyCompletedException', 'it was cancelled before', {
      given: async (world) => {
        const certificateId = await offered(world)
        await world.iot.cancelCertificateTransfer({ certificateId })
        return certificateId
      },
      when: ({ iot }, certificateId) => iot.cancelCertificateTransfer({ certificateId }),
    }),
    refuses('REG-362', 'CancelCertificateTransfer', 'TransferAlreadyCompletedException', 'the target has accepted', {
      given: async (world) => {
        const certificateId = await offered(world)
        await world.other.iot.acceptCertificateTransfer({ certificateId })
        return certificateId
      },
      when: ({ iot }, certificateId) => iot.cancelCertificateTransfer({ certificateId }),
    }),
    refuses('REG-362', 'CancelCertificateTransfer', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ iot }) => iot.cancelCertificateTransfer({ certificateId: UNKNOWN_CERTIFICATE_ID }),
    }),
    refusesPattern('CancelCertificateTransfer', {
      ...ID,
      when: ({ iot }, certificateId) => iot.cancelCertificateTransfer({ certificateId }),
    }),

    answers('REG-361', 'ListOutgoingCertificates', 'with the target’s ARN, and when and to whom it goes', async (world) => {
      const { iot, other, time } = world
      const certificateId = await offered(world)
      expect((await iot.listOutgoingCertificates({})).outgoingCertificates).toEqual([
        {
          certificateArn: arnIn(other.accountId, certificateId),
          certificateId,
          transferredTo: other.accountId,
          transferDate: time.now(),
          transferMessage: 'for you',
          creationDate: time.now(),
        },
      ])
    }),
    refusesPageSize('ListOutgoingCertificates', 'pageSize', ({ iot }, pageSize) => iot.listOutgoingCertificates({ pageSize })),
    paginates('REG-024', 'ListOutgoingCertificates', 'the SDK walks through all pages, oldest first', {
      given: async (world) => {
        const ids: string[] = []
        for (let count = 0; count < ITEM_COUNT; count++) ids.push(await offered(world))
        return ids
      },
      when: ({ iot }) => paginateListOutgoingCertificates({ client: iot, pageSize: PAGE_SIZE }, { ascendingOrder: true }),
      itemsOf: ({ outgoingCertificates }) => outgoingCertificates?.map(({ certificateId }) => certificateId),
    }),
  ],
}
