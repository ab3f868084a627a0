import { ServiceError, serviceModels, type OperationModel, type ServiceId } from '@iot-core-local/core'
import { compileValidation, type ValidationProblem } from '../validation/compile-validation.js'
import { validationMessage } from '../validation/validation-message.js'
import { compileInput, type InputDecoder } from './decode-input.js'
import { compileOutput, type OutputEncoder } from './encode-output.js'

/** One AWS operation with what it takes to speak its wire format. Each part is compiled when it is first used. */
export class ApiOperation {
  readonly service: ServiceId
  readonly name: string
  readonly method: string
  readonly path: string
  readonly errors: readonly string[]
  readonly #model: OperationModel
  #decode: InputDecoder | undefined
  #encode: OutputEncoder | undefined
  #validate: ((input: unknown) => ValidationProblem[]) | undefined

  constructor(service: ServiceId, name: string, model: OperationModel) {
    this.service = service
    this.name = name
    this.method = model.method
    this.path = model.path
    this.errors = model.errors
    this.#model = model
  }

  /** Reads the request into the SDK's input type. @throws SerializationException for JSON or scalars of the wrong form. */
  get decode(): InputDecoder {
    return (this.#decode ??= compileInput(serviceModels[this.service], this.#model.input))
  }

  /** Writes the handler's output as status and body. */
  get encode(): OutputEncoder {
    return (this.#encode ??= compileOutput(serviceModels[this.service], this.name, this.#model.output))
  }

  /** Holds `input` against the model. @throws InvalidRequestException or ValidationException with AWS's sentence on all that breaks a constraint (API-060, API-061). */
  validate(input: object): void {
    this.#validate ??= compileValidation(serviceModels[this.service], this.#model.input)
    const problems = this.#validate(input)
    if (problems.length > 0) throw new ServiceError(this.#validationErrorName, validationMessage(problems), { status: 400 })
  }

  /** How the operation's family calls input that breaks a constraint (API-054, API-060). */
  get #validationErrorName(): string {
    return this.errors.includes('ValidationException') ? 'ValidationException' : 'InvalidRequestException'
  }

  /** How the operation's family calls a failure nobody foresaw. */
  get internalErrorName(): string {
    return this.errors.includes('InternalServerException') && !this.errors.includes('InternalFailureException')
      ? 'InternalServerException'
      : 'InternalFailureException'
  }
}

/** All 288 operations of the three services. */
export function allOperations(): ApiOperation[] {
  return Object.values(serviceModels).flatMap((model) =>
    Object.entries(model.operations).map(([name, operation]) => new ApiOperation(model.service, name, operation)),
  )
}
