import type { Store } from '@iot-core-local/core'

export interface CertificateProviderRow {
  readonly name: string
  readonly functionArn: string
  readonly createdMs: number
  readonly modifiedMs: number
}

export type CertificateProvidersStore = ReturnType<typeof openCertificateProvidersStore>

/** The certificate provider of the account: one at most. */
export function openCertificateProvidersStore({ db }: Store) {
  const only = db.prepare<[], CertificateProviderRow>(
    'SELECT name, function_arn AS functionArn, created_ms AS createdMs, modified_ms AS modifiedMs FROM provisioning_certificate_providers',
  )
  const put = db.prepare<
    [CertificateProviderRow]
  >(`INSERT INTO provisioning_certificate_providers (name, function_arn, created_ms, modified_ms)
    VALUES (@name, @functionArn, @createdMs, @modifiedMs) ON CONFLICT (name) DO UPDATE SET function_arn = @functionArn, modified_ms = @modifiedMs`)
  const remove = db.prepare<[string]>('DELETE FROM provisioning_certificate_providers WHERE name = ?')
  return {
    only: (): CertificateProviderRow | undefined => only.get(),
    put: (row: CertificateProviderRow): void => void put.run(row),
    remove: (name: string): void => void remove.run(name),
  }
}
