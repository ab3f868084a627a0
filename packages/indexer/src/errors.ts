import { resourceNotFound, ServiceError } from '@iot-core-local/core'

/** 400. The wording follows the one message that is known (QRY-060); the reasons are ours (QRY-063). */
export function invalidQuery(reason: string, queryString: string): ServiceError {
  return new ServiceError('InvalidQueryException', `Unable to parse query, ${reason}, query string: ${queryString}`, { status: 400 })
}

/** 400: a field that the index does not have, or does not search by (QRY-060 to QRY-062). */
export function invalidFieldName(field: string, queryString: string): ServiceError {
  return invalidQuery(`invalid field name, field name: ${field}`, queryString)
}

/** 400: the first build of the index is not done (IDX-041). */
export function indexNotReady(indexName: string): ServiceError {
  return new ServiceError('IndexNotReadyException', `Index ${indexName} is not ready. Its status is BUILDING.`, { status: 400 })
}

/** 404: the index is switched off, or its name is none of the two (IDX-044). */
export function indexNotFound(indexName: string): ServiceError {
  return resourceNotFound(`Index ${indexName} does not exist. Please enable index by calling UpdateIndexingConfiguration`)
}

/** 400: the field cannot be aggregated (AGG-001, AGG-003). */
export function invalidAggregation(message: string): ServiceError {
  return new ServiceError('InvalidAggregationException', message, { status: 400 })
}
