import type { FoundCertificate } from '../ports.js'

/** Where the values of JITP come from (PRV-302): the subject's attributes as policy variables name them, by the parameter's name. */
const SUBJECT_ATTRIBUTES: readonly (readonly [parameter: string, attribute: string])[] = [
  ['Country', 'Country'],
  ['Organization', 'Organization'],
  ['OrganizationalUnit', 'OrganizationalUnit'],
  ['DistinguishedNameQualifier', 'DistinguishedNameQualifier'],
  ['StateName', 'State'],
  ['CommonName', 'CommonName'],
  ['SerialNumber', 'SerialNumber'],
]

const PREFIX = 'AWS::IoT::Certificate::'

/** The parameter that every template may refer to. */
export const CERTIFICATE_ID = `${PREFIX}Id`

/** The names of all parameters of just-in-time provisioning. */
export const JITP_PARAMETERS: readonly string[] = [...SUBJECT_ATTRIBUTES.map(([parameter]) => PREFIX + parameter), CERTIFICATE_ID]

/** PRV-302. Of an attribute that the subject has several times the first value counts. */
export function certificateParameters({ certificateId, subject }: FoundCertificate): ReadonlyMap<string, string> {
  const parameters = new Map([[CERTIFICATE_ID, certificateId]])
  for (const [parameter, attribute] of SUBJECT_ATTRIBUTES) {
    const value = subject[attribute]?.[0]
    if (value !== undefined) parameters.set(PREFIX + parameter, value)
  }
  return parameters
}
