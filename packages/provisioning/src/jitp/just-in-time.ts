import { type AccountContext, type DomainEventOf, invalidRequest, resourceNotFound, type ServiceError } from '@iot-core-local/core'
import type { CaDirectory, CertificateDesk, RegistrationConfig } from '../ports.js'
import type { Attempt, Provisioner } from '../runs/provisioner.js'
import { Trace } from '../runs/trace.js'
import type { Template } from '../template/template.js'
import type { TemplateBook } from '../templates/template-book.js'
import { certificateParameters } from './certificate-parameters.js'

export interface JustInTimeDeps {
  readonly account: AccountContext
  readonly book: TemplateBook
  readonly provisioner: Provisioner
  readonly certificates: CertificateDesk
  readonly cas: CaDirectory
}

type Presented = DomainEventOf<'certificate.presented'>

/**
 * Provisions a device that came with an unknown certificate of a CA with a template (PRV-301), and again at every connect attempt while the
 * certificate waits for activation (PRV-305). All of it is done when the event has been handled, before the connection is closed, so that the
 * next attempt succeeds (PRV-304) and two attempts at once cannot meet in the middle. When it fails, the certificate stays PENDING_ACTIVATION
 * and nothing else stays.
 */
export function provisionJustInTime(deps: JustInTimeDeps, event: Presented): void {
  const { certificateId, caCertificateId, clientId, sourceIp } = event
  const config = deps.cas.registrationConfigOf(caCertificateId)
  if (config === undefined) return
  const attempt: Attempt = {
    consumer: 'JITP',
    who: `Certificate ${certificateId}, which came with client '${clientId}',`,
    facts: { clientId, principalId: certificateId, sourceIp },
    trace: new Trace(),
  }
  attempt.trace.fact('caCertificateId', caCertificateId)
  try {
    const certificate = deps.certificates.find(certificateId)
    if (certificate?.status !== 'PENDING_ACTIVATION') return
    const template = templateOf(deps, config, attempt)
    deps.provisioner.provisionNow(attempt, template, certificateParameters(certificate))
  } catch (error) {
    // The device hears nothing of it (PRV-305); the decision record has said why.
    deps.account.log.info({ err: error, certificateId }, 'just-in-time provisioning failed')
  }
}

function templateOf({ book, provisioner }: JustInTimeDeps, config: RegistrationConfig, attempt: Attempt): Template {
  try {
    return book.parse(bodyOf(book, config, attempt.trace), 'jitp')
  } catch (error) {
    attempt.trace.add(
      'template',
      config.templateName ?? 'registrationConfig',
      'failed',
      error instanceof Error ? error.message : String(error),
    )
    provisioner.fail(attempt, error)
    throw error
  }
}

/** @throws ServiceError */
function bodyOf(book: TemplateBook, { templateName, templateBody }: RegistrationConfig, trace: Trace): string {
  if (templateBody !== undefined) {
    trace.fact('template', 'the templateBody of the CA certificate')
    return templateBody
  }
  const row = templateName === undefined ? undefined : book.rows.find(templateName)
  if (row === undefined) throw resourceNotFound(`Template with name ${templateName ?? ''} does not exist`)
  trace.fact('template', { templateName: row.name, version: row.defaultVersion })
  if (row.type !== 'JITP') throw unusable(`Template ${row.name} has the type ${row.type}; just-in-time provisioning needs JITP.`)
  if (row.isEnabled === 0) throw unusable(`Template ${row.name} is not enabled: UpdateProvisioningTemplate with enabled=true lets it work.`)
  return book.requireVersion(row.name, row.defaultVersion).body
}

function unusable(message: string): ServiceError {
  return invalidRequest(message)
}
