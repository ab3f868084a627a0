import { X509Certificate as NodeCertificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'

const KEY_IDENTIFIERS = { authorityKeyIdentifier: '2.5.29.35', subjectKeyIdentifier: '2.5.29.14' } as const
const VERSION_3 = 'a003020102'

/** A certificate in the words of the vectors. */
export function describeCertificate(pem: string): object {
  const certificate = new x509.X509Certificate(pem)
  const node = new NodeCertificate(pem)
  const basic = certificate.getExtension(x509.BasicConstraintsExtension)
  const usage = certificate.getExtension(x509.KeyUsagesExtension)
  const { name, hash } = certificate.signatureAlgorithm
  const isRsaSha256 = name === 'RSASSA-PKCS1-v1_5' && hash.name === 'SHA-256'
  const types = certificate.extensions.map(({ type }) => type)
  return {
    // Behind the headers of certificate and tbsCertificate, two bytes of length each.
    version: node.raw.subarray(8, 13).toString('hex') === VERSION_3 ? 3 : 1,
    serialBytes: certificate.serialNumber.length / 2,
    signatureAlgorithm: isRsaSha256 ? 'sha256WithRSAEncryption' : name,
    issuerRdnCount: node.issuer.split('\n').length,
    issuerOU: /^OU=(.*)$/m.exec(node.issuer.replaceAll('\\', ''))?.[1],
    subject: node.subject,
    key: `${(node.publicKey.asymmetricKeyType ?? '').toUpperCase()} ${String(node.publicKey.asymmetricKeyDetails?.modulusLength)}`,
    notAfter: certificate.notAfter.toISOString().replace('.000Z', 'Z'),
    extensions: [
      ...Object.entries(KEY_IDENTIFIERS).flatMap(([extension, type]) => (types.includes(type) ? [extension] : [])),
      `basicConstraints${basic?.critical === true ? ' critical' : ''} CA=${String(basic?.ca)}`,
      `keyUsage${usage?.critical === true ? ' critical' : ''} ${usage?.usages === x509.KeyUsageFlags.digitalSignature ? 'digitalSignature' : ''}`,
    ],
  }
}
