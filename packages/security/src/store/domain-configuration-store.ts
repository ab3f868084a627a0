import type { Database } from '@iot-core-local/core'

/** How clients of a domain prove who they are, as far as it is covered (SEC-110). */
export type DomainAuthentication = 'AWS_X509' | 'AWS_SIGV4' | 'DEFAULT'
export type DomainProtocol = 'SECURE_MQTT' | 'MQTT_WSS' | 'HTTPS' | 'DEFAULT'

export interface DomainConfigurationRow {
  readonly name: string
  /** The five characters behind the name in its ARN (REG-032). */
  readonly id: string
  /** Lower case. */
  readonly domainName: string
  readonly domainType: 'AWS_MANAGED' | 'CUSTOMER_MANAGED'
  readonly status: 'ENABLED' | 'DISABLED'
  readonly statusChangedMs: number
  readonly certificateArn: string | null
  readonly authenticationType: DomainAuthentication | null
  readonly applicationProtocol: DomainProtocol | null
  readonly securityPolicy: string | null
  /** 0 or 1; null when it was not said. */
  readonly ocspCheck: number | null
  /** The function that judges client certificates (SEC-112). */
  readonly clientCallbackArn: string | null
}

const COLUMNS = `name, id, domain_name AS domainName, domain_type AS domainType, status, status_changed_ms AS statusChangedMs,
  certificate_arn AS certificateArn, authentication_type AS authenticationType, application_protocol AS applicationProtocol,
  security_policy AS securityPolicy, ocsp_check AS ocspCheck, client_callback_arn AS clientCallbackArn`

export type DomainConfigurationStore = ReturnType<typeof openDomainConfigurationStore>

/** Rows of domain configurations; an account has ten at most (REG-565). */
export function openDomainConfigurationStore(db: Database) {
  const find = db.prepare<[string], DomainConfigurationRow>(`SELECT ${COLUMNS} FROM security_domain_configurations WHERE name = ?`)
  const all = db.prepare<[], DomainConfigurationRow>(`SELECT ${COLUMNS} FROM security_domain_configurations ORDER BY name`)
  const insert = db.prepare<
    [DomainConfigurationRow]
  >(`INSERT INTO security_domain_configurations (name, id, domain_name, domain_type, status,
    status_changed_ms, certificate_arn, authentication_type, application_protocol, security_policy, ocsp_check, client_callback_arn) VALUES (@name, @id, @domainName,
    @domainType, @status, @statusChangedMs, @certificateArn, @authenticationType, @applicationProtocol, @securityPolicy, @ocspCheck, @clientCallbackArn)`)
  const update = db.prepare<[DomainConfigurationRow]>(`UPDATE security_domain_configurations SET status = @status,
    status_changed_ms = @statusChangedMs, authentication_type = @authenticationType, application_protocol = @applicationProtocol,
    security_policy = @securityPolicy, ocsp_check = @ocspCheck, client_callback_arn = @clientCallbackArn WHERE name = @name`)
  const remove = db.prepare<[string]>('DELETE FROM security_domain_configurations WHERE name = ?')
  return {
    find: (name: string) => find.get(name),
    /** By name. */
    all: (): readonly DomainConfigurationRow[] => all.all(),
    insert: (row: DomainConfigurationRow) => void insert.run(row),
    /** Everything but the domain name and its certificate. */
    update: (row: DomainConfigurationRow) => void update.run(row),
    remove: (name: string) => void remove.run(name),
  }
}
