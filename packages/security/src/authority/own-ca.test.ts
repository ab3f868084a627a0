import 'reflect-metadata'
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { createIdSource } from '@iot-core-local/core'
import { expect, test } from 'vitest'
import { readCertificateNames } from '../x509/certificate-names.js'
import { createSigningRequest } from '../x509/create-signing-request.js'
import { parseSigningRequest } from '../x509/signing-request.js'
import { createKeys, createOwnCa, type KeyKind } from './own-ca.js'

const KINDS: readonly KeyKind[] = ['ec', 'rsa']

test.each(KINDS)('a CA with %s keys signs certificates that chain to it', async (keys) => {
  const ca = await createOwnCa({ keys, commonName: 'Factory', ids: createIdSource(), nowMs: Date.now() })
  const root = new X509Certificate(ca.certificatePem)
  expect(root.ca && root.verify(root.publicKey) && root.checkPrivateKey(createPrivateKey(ca.privateKeyPem))).toBe(true)
  const { publicKey } = await createKeys('ec')
  const issued = await ca.issue({ CommonName: 'device-1', SerialNumber: 'a1', Country: 'DE' }, publicKey)
  const leaf = new X509Certificate(issued.certificatePem)
  expect(leaf.checkIssued(root) && leaf.verify(root.publicKey) && !leaf.ca).toBe(true)
  expect(leaf.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(issued.certificateId)
  expect(readCertificateNames(leaf.raw).subject).toEqual({ CommonName: ['device-1'], SerialNumber: ['a1'], Country: ['DE'] })
})

test.each(KINDS)('a signing request with %s keys is one for other programs too', async (kind) => {
  x509.cryptoProvider.set(webcrypto as Crypto)
  const csr = await createSigningRequest({ subject: { CommonName: 'device-1' }, ...(await createKeys(kind)) })
  expect(() => parseSigningRequest(csr)).not.toThrow()
  const read = new x509.Pkcs10CertificateRequest(csr)
  expect([read.subject, await read.verify()]).toEqual(['CN=device-1', true])
})

test('an attribute that AWS IoT does not know is refused', async () => {
  const ca = await createOwnCa({ keys: 'ec', commonName: 'Factory', ids: createIdSource(), nowMs: Date.now() })
  const { publicKey } = await createKeys('ec')
  await expect(ca.issue({ Colour: 'red' }, publicKey)).rejects.toThrow('There is no name attribute Colour')
})
