import type { CertificateNames } from '../x509/certificate-names.js'
import type { NameValues } from '../x509/distinguished-name.js'

/** At most so many values of an attribute are looked at (SEC-705). */
const MAX_VALUES = 5
/** SEC-706: longer values, and values with these characters, are not substituted. */
const MAX_VALUE_CHARACTERS = 1024
const UNUSABLE = /[*$+?#]/

/**
 * The certificate variables by key (SEC-704): the first value bare, the second as `.1`, all of them as `.List`.
 * `AvailableKeys` lists the names, in the form `iot:Certificate.Subject.CommonName` (how AWS spells its items is not documented).
 */
export function certificateVariables(certificateId: string, names: CertificateNames): ReadonlyMap<string, string | readonly string[]> {
  const variables = new Map<string, string | readonly string[]>()
  const available: string[] = []
  const put = (name: string, value: string | readonly string[]): void => void variables.set(name.toLowerCase(), value)
  const putAll = (prefix: string, values: NameValues): void => {
    for (const [attribute, all] of Object.entries(values)) {
      const name = `${prefix}.${attribute}`
      const considered = all.slice(0, MAX_VALUES)
      const usable = considered.map((value) => (isUsable(value) ? escaped(value) : undefined))
      for (const [index, value] of usable.entries()) if (value !== undefined) put(index === 0 ? name : `${name}.${String(index)}`, value)
      const list = usable.filter((value) => value !== undefined)
      if (list.length === 0) continue
      put(`${name}.List`, list)
      available.push(name)
    }
  }
  putAll('iot:Certificate.Subject', names.subject)
  putAll('iot:Certificate.Issuer', names.issuer)
  putAll('iot:Certificate.Subject.AlternativeName', names.subjectAlternativeName)
  putAll('iot:Certificate.Issuer.AlternativeName', names.issuerAlternativeName)
  put('iot:CertificateId', certificateId)
  available.push('iot:CertificateId')
  if (names.serialNumber !== '') {
    put('iot:Certificate.SerialNumber', names.serialNumber)
    available.push('iot:Certificate.SerialNumber')
  }
  put('iot:Certificate.AvailableKeys', available)
  return variables
}

function isUsable(value: string): boolean {
  return value.length <= MAX_VALUE_CHARACTERS && !UNUSABLE.test(value)
}

/** SEC-706: `, " \ + = < > ;` get a backslash. A `+` never comes here. */
function escaped(value: string): string {
  return value.replace(/[,"\\=<>;]/g, '\\$&')
}
