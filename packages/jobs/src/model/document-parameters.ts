import { invalidRequest } from '@iot-core-local/core'
import type { ManagedTemplate } from './managed-templates.js'

/**
 * The document of a managed template with its parameters filled in (JOB-208). An optional one that is not given becomes the empty string (JOB-164).
 * @throws InvalidRequestException for a parameter that is missing, unknown or not of its form (JOB-162)
 */
export function fillDocument(template: ManagedTemplate, parameters: Readonly<Record<string, string>>): string {
  for (const key of Object.keys(parameters)) {
    if (!template.parameters.some((parameter) => parameter.key === key)) {
      throw invalidRequest(`${template.templateName} has no document parameter ${key}.`)
    }
  }
  let document = template.document
  for (const parameter of template.parameters) {
    const value = Object.hasOwn(parameters, parameter.key) ? parameters[parameter.key] : undefined
    if (value === undefined && !parameter.optional) {
      throw invalidRequest(`${template.templateName} needs the document parameter ${parameter.key}.`)
    }
    if (value !== undefined && !new RegExp(`^(?:${parameter.regex})$`).test(value)) {
      throw invalidRequest(`The document parameter ${parameter.key} does not match ${parameter.regex}.`)
    }
    // Placeholders stand inside JSON strings.
    document = document.replaceAll(`\${aws:iot:parameter:${parameter.key}}`, () => JSON.stringify(value ?? '').slice(1, -1))
  }
  return document
}
