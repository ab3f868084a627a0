import { invalidRequest, resourceNotFound } from '@iot-core-local/core'
import { parseTemplate } from '../template/parse-template.js'
import type { Template, TemplateUse } from '../template/template.js'
import type { TemplateRow, TemplatesStore, VersionRow } from '../store/templates-store.js'

/** How many parsed templates are kept. */
const KEPT = 64

/** The named templates of the account, and templates parsed once for all their uses. */
export class TemplateBook {
  readonly rows: TemplatesStore
  /** The most recently used last. */
  readonly #parsed = new Map<string, Template>()

  constructor(rows: TemplatesStore) {
    this.rows = rows
  }

  /** @throws ResourceNotFoundException */
  require(templateName: string): TemplateRow {
    const row = this.rows.find(templateName)
    if (row === undefined) throw resourceNotFound(`Template with name ${templateName} does not exist`)
    return row
  }

  /** @throws ResourceNotFoundException */
  requireVersion(templateName: string, version: number): VersionRow {
    const row = this.rows.findVersion(templateName, version)
    if (row === undefined) throw resourceNotFound(`Template ${templateName} has no version ${String(version)}`)
    return row
  }

  /** @throws TemplateError */
  parse(body: string, use: TemplateUse): Template {
    const key = `${use} ${body}`
    const template = this.#parsed.get(key) ?? parseTemplate(body, use)
    this.#parsed.delete(key)
    this.#parsed.set(key, template)
    const [oldest] = this.#parsed.keys()
    if (this.#parsed.size > KEPT && oldest !== undefined) this.#parsed.delete(oldest)
    return template
  }

  /**
   * PRV-104: a template that a CA certificate names must be one for just-in-time provisioning.
   * @throws InvalidRequestException
   */
  checkNamedByCa(templateName: string): void {
    const row = this.rows.find(templateName)
    if (row === undefined) throw invalidRequest(`registrationConfig names the template ${templateName}, which does not exist.`)
    if (row.type !== 'JITP') {
      throw invalidRequest(`registrationConfig names the template ${templateName}, whose type is ${row.type}; it must be JITP.`)
    }
  }
}

export function useOf(type: TemplateRow['type']): TemplateUse {
  return type === 'JITP' ? 'jitp' : 'fleet'
}
