import { serviceModels, type ServiceError, type ServiceId } from '@iot-core-local/core'
import { JSON_TYPE, type Answer } from './answer.js'

/** Writes an exception the way its service does: status of that service's model, name in a header, message and members in the body (API-050 to API-053). */
export function errorAnswer(error: ServiceError, service: ServiceId, requestId: string): Answer {
  const hasTraceId = service === 'iot-data' || error.name === 'ForbiddenException'
  const body = { message: error.message, ...error.members, ...(hasTraceId ? { traceId: requestId } : {}) }
  return {
    status: statusOf(error, service),
    body: JSON.stringify(body),
    contentType: JSON_TYPE,
    headers: { 'x-amzn-ErrorType': typeHeader(error) },
  }
}

/** The same name has other statuses in other services (API-053). */
function statusOf(error: ServiceError, service: ServiceId): number {
  const declared = serviceModels[service].shapes[error.name]
  return declared?.type === 'structure' && declared.errorStatus !== undefined ? declared.errorStatus : error.status
}

/** The device gateway writes a colon behind the name of an unsigned request's error; SDKs cut there (BRK-303, API-051). */
function typeHeader(error: ServiceError): string {
  return error.name === 'ForbiddenException' && error.message === 'Missing Authentication Token' ? `${error.name}:` : error.name
}
