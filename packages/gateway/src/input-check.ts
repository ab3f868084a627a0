import type { ServiceId } from '@iot-core-local/core'
import { operationKey } from './operation-tables.js'
import { allOperations } from './wire/api-operation.js'

/** Holds the input of an operation against the API model, as the HTTP edge does. @throws ServiceError as AWS would refuse it. */
export type InputCheck = (service: ServiceId, operation: string, input: object) => void

/** For callers in process, whose input no edge has seen. */
export function createInputCheck(): InputCheck {
  const operations = new Map(allOperations().map((operation) => [operationKey(operation.service, operation.name), operation]))
  return (service, operation, input) => operations.get(operationKey(service, operation))?.validate(input)
}
