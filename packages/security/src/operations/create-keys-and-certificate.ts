import type { Handler, Parts } from '../parts.js'

/** REG-333, REG-335: keys and a certificate; the private key is given out once and kept nowhere. */
export function createKeysAndCertificate({ certificates }: Parts): Handler<'CreateKeysAndCertificate'> {
  return async ({ setAsActive }) => {
    const { publicKey, privateKey, ...created } = await certificates.createKeysAndCertificate(setAsActive === true ? 'ACTIVE' : 'INACTIVE')
    return { ...created, keyPair: { PublicKey: publicKey, PrivateKey: privateKey } }
  }
}
