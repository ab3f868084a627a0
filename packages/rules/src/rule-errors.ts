import { ServiceError, unauthorized } from '@iot-core-local/core'

/** 400: the SQL, or an expression of a substitution template, is not understood (RUL-022). */
export function sqlParseFailed(message: string): ServiceError {
  return new ServiceError('SqlParseException', message, { status: 400 })
}

/** What AWS answers for a rule that does not exist: 401, not 404 (RUL-031). */
export function noSuchRule(ruleName: string): ServiceError {
  return unauthorized(`Access to topic rule '${ruleName}' was denied`)
}
