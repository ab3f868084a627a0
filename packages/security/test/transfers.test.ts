import { expect, onTestFinished, test } from 'vitest'
import { createTestAccount } from '@iot-core-local/core/testing'
import { createSecurity, type CertificateTransfers, type OtherAccounts, type SecurityDeps } from '../src/index.js'
import type { IotHandlers } from '@iot-core-local/core'
import { allow, makeCa, policyOf, useAuthority } from './use-security.js'

const [SOURCE, TARGET] = ['123456789012', '030714055129'] as const
const NO_THINGS: SecurityDeps['things'] = {
  bindingFor: () => undefined,
  exclusiveThingOf: () => undefined,
  groupsOf: () => [],
  groupExists: () => false,
  ancestorsOf: () => [],
  hasThings: () => false,
}

/** Two accounts of one process that can find each other. */
async function useTwoAccounts() {
  const transfers = new Map<string, CertificateTransfers>()
  const otherAccounts: OtherAccounts = {
    find: (accountId, region) => (region === 'us-east-1' ? transfers.get(accountId) : undefined),
    allBut: (accountId) => [...transfers].filter(([name]) => name !== accountId).map(([, other]) => other),
  }
  const open = async (accountId: string) => {
    const account = createTestAccount({ accountId })
    onTestFinished(() => account.close())
    const security = createSecurity({ ...account, authority: await useAuthority(account), things: NO_THINGS, otherAccounts })
    transfers.set(accountId, security.transfers)
    return { account, api: security.operations.iot as Required<IotHandlers>, call: account.call }
  }
  const [source, target] = [await open(SOURCE), await open(TARGET)]
  const { certificateArn = '', certificateId = '' } = await source.api.CreateKeysAndCertificate({}, source.call)
  const start = () => source.api.TransferCertificate({ certificateId, targetAwsAccount: TARGET, transferMessage: 'yours' }, source.call)
  const describe = async ({ api, call }: typeof source) => (await api.DescribeCertificate({ certificateId }, call)).certificateDescription
  return { source, target, certificateArn, certificateId, start, describe }
}

const named = (name: string, status: number) => expect.objectContaining({ name, status }) as Error

test('[REG-360] [REG-361] a transfer shows as outgoing in the source and pending in the target', async () => {
  const { source, target, certificateArn, certificateId, start, describe } = await useTwoAccounts()
  const transferredCertificateArn = certificateArn.replace(SOURCE, TARGET)
  expect(await start()).toEqual({ transferredCertificateArn })
  const { outgoingCertificates } = await source.api.ListOutgoingCertificates({}, source.call)
  expect(outgoingCertificates).toMatchObject([
    { certificateArn: transferredCertificateArn, certificateId, transferredTo: TARGET, transferMessage: 'yours' },
  ])
  expect((await target.api.ListCertificates({}, target.call)).certificates).toMatchObject([{ certificateId, status: 'PENDING_TRANSFER' }])
  expect(await describe(target)).toMatchObject({ ownedBy: TARGET, transferData: { transferMessage: 'yours' } })
  expect(start).toThrow(named('CertificateStateException', 406))
  expect(() => target.api.UpdateCertificate({ certificateId, newStatus: 'ACTIVE' }, target.call)).toThrow(
    named('CertificateStateException', 406),
  )
})

test('[REG-362] [REG-363] accepting makes the certificate the target’s own, once', async () => {
  const { source, target, certificateId, start, describe } = await useTwoAccounts()
  await start()
  await target.api.AcceptCertificateTransfer({ certificateId, setAsActive: true }, target.call)
  expect(await describe(target)).toMatchObject({ status: 'ACTIVE', ownedBy: TARGET, previousOwnedBy: SOURCE })
  expect((await describe(target))?.transferData?.acceptDate).toEqual(new Date(target.account.timers.now()))
  expect(() => source.api.DescribeCertificate({ certificateId }, source.call)).toThrow(named('ResourceNotFoundException', 404))
  expect(() => target.api.AcceptCertificateTransfer({ certificateId }, target.call)).toThrow(
    named('TransferAlreadyCompletedException', 410),
  )
})

test('[REG-362] rejecting and cancelling leave the certificate INACTIVE in the source', async () => {
  const { source, target, certificateId, start, describe } = await useTwoAccounts()
  await start()
  await target.api.RejectCertificateTransfer({ certificateId, rejectReason: 'no' }, target.call)
  expect(await describe(source)).toMatchObject({ status: 'INACTIVE', transferData: { rejectReason: 'no' } })
  expect((await source.api.ListOutgoingCertificates({}, source.call)).outgoingCertificates).toEqual([])
  await start()
  await source.api.CancelCertificateTransfer({ certificateId }, source.call)
  expect(await describe(source)).toMatchObject({ status: 'INACTIVE' })
  expect((await target.api.ListCertificates({}, target.call)).certificates).toEqual([])
  expect(() => source.api.CancelCertificateTransfer({ certificateId }, source.call)).toThrow(
    named('TransferAlreadyCompletedException', 410),
  )
})

test('[REG-362] a transfer that took the certificate away is completed for the side that lost it, until that side has it again', async () => {
  const { source, target, certificateId, start } = await useTwoAccounts()
  const completed = named('TransferAlreadyCompletedException', 410)
  const cancel = () => source.api.CancelCertificateTransfer({ certificateId }, source.call)
  const reject = () => target.api.RejectCertificateTransfer({ certificateId }, target.call)
  const accept = () => target.api.AcceptCertificateTransfer({ certificateId }, target.call)
  expect(accept).toThrow(named('ResourceNotFoundException', 404))
  await start()
  await reject()
  expect(reject).toThrow(completed)
  expect(accept).toThrow(completed)
  await start()
  await cancel()
  expect(reject).toThrow(completed)
  await start()
  await accept()
  expect(cancel).toThrow(completed)
  expect(() => source.api.DescribeCertificate({ certificateId }, source.call)).toThrow(named('ResourceNotFoundException', 404))
  await target.api.DeleteCertificate({ certificateId }, target.call)
  expect(accept).toThrow(named('ResourceNotFoundException', 404))
})

test('[REG-360] [SEC-211] what is ACTIVE, has policies, or goes nowhere is not transferred', async () => {
  const { source, certificateArn, certificateId, start } = await useTwoAccounts()
  const { api, call } = source
  await api.UpdateCertificate({ certificateId, newStatus: 'ACTIVE' }, call)
  expect(start).toThrow(named('CertificateStateException', 406))
  await api.UpdateCertificate({ certificateId, newStatus: 'INACTIVE' }, call)
  await api.CreatePolicy({ policyName: 'p', policyDocument: policyOf(allow('*', '*')) }, call)
  await api.AttachPolicy({ policyName: 'p', target: certificateArn }, call)
  expect(start).toThrow(named('TransferConflictException', 409))
  await api.DetachPolicy({ policyName: 'p', target: certificateArn }, call)
  expect(() => api.TransferCertificate({ certificateId, targetAwsAccount: '999999999999' }, call)).toThrow(
    named('ResourceNotFoundException', 404),
  )
  await start()
})

test('[REG-404] in DEFAULT mode a CA certificate belongs to one account, in SNI_ONLY mode to several', async () => {
  const { source, target } = await useTwoAccounts()
  const ca = await makeCa('factory')
  const register = async ({ api, call }: typeof source, mode: 'DEFAULT' | 'SNI_ONLY') => {
    const { registrationCode = '' } = await api.GetRegistrationCode({}, call)
    const proof = mode === 'DEFAULT' ? { verificationCertificate: (await ca.issue({ commonName: registrationCode })).pem } : {}
    return api.RegisterCACertificate({ caCertificate: ca.pem, certificateMode: mode, ...proof }, call)
  }
  await register(source, 'DEFAULT')
  await expect(register(target, 'DEFAULT')).rejects.toThrow(named('ResourceAlreadyExistsException', 409))
  await register(target, 'SNI_ONLY')
  await source.api.DeleteCACertificate({ certificateId: ca.certificateId }, source.call)
  await target.api.DeleteCACertificate({ certificateId: ca.certificateId }, target.call)
  await register(target, 'DEFAULT')
})
