import type { Answer } from '../errors/answer.js'
import type { AdminApi } from '../ports.js'
import { AdminError } from './admin-error.js'

/** A report of a task as newline-delimited JSON. The token in its link is the permission. @throws AdminError for a token that nobody gave out */
export function answerReport(admin: AdminApi, token: string | undefined): Answer {
  const pieces = token === undefined ? undefined : admin.report(token)
  if (pieces === undefined) {
    throw new AdminError(
      404,
      'UNKNOWN_REPORT',
      'There is no such report. Links are good until the process that gave them out ends; ask for a new one.',
    )
  }
  return { status: 200, body: '', pieces, contentType: 'application/x-ndjson' }
}
