import { ServiceError } from '@iot-core-local/core'

/** 400: the request is not of the form that the model asks for (API-036; the name is the one AWS services share, unconfirmed for IoT). */
export function serializationError(message: string): ServiceError {
  return new ServiceError('SerializationException', message, { status: 400 })
}
