import { type DerElement, expectTag, readChildren, readObjectIdentifier, readText, TAG } from '../der/der-reader.js'

/** The attributes that AWS IoT knows, by their names in policy variables (SEC-704). */
export const NAME_ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['2.5.4.46', 'DistinguishedNameQualifier'],
  ['2.5.4.6', 'Country'],
  ['2.5.4.10', 'Organization'],
  ['2.5.4.11', 'OrganizationalUnit'],
  ['2.5.4.8', 'State'],
  ['2.5.4.3', 'CommonName'],
  ['2.5.4.5', 'SerialNumber'],
  ['2.5.4.12', 'Title'],
  ['2.5.4.4', 'Surname'],
  ['2.5.4.42', 'GivenName'],
  ['2.5.4.43', 'Initials'],
  ['2.5.4.65', 'Pseudonym'],
  ['2.5.4.44', 'GenerationQualifier'],
])

/** Values by attribute name, in the order of the certificate. */
export type NameValues = Readonly<Record<string, readonly string[]>>

/** Reads a `Name`: a sequence of sets of (type, value). Attributes of other types are left out. @throws DerError */
export function readName(name: DerElement): NameValues {
  const values: Record<string, string[]> = {}
  for (const relative of readChildren(expectTag(name, TAG.sequence).content)) {
    for (const attribute of readChildren(expectTag(relative, TAG.set).content)) {
      const [type, value] = readChildren(expectTag(attribute, TAG.sequence).content)
      const key = NAME_ATTRIBUTES.get(readObjectIdentifier(expectTag(type, TAG.objectIdentifier).content))
      if (key !== undefined && value !== undefined) (values[key] ??= []).push(readText(value))
    }
  }
  return values
}
