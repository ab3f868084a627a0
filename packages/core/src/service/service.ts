import type { IotDataOperations, IotJobsDataOperations, IotOperations } from '../generated/operation-types.js'
import type { Call } from './call.js'
import type { TopicHandler } from './topic-handler.js'
import type { Validated } from './validated.js'

export type ServiceId = 'iot' | 'iot-data' | 'iot-jobs-data'

/** One AWS operation: validated input in, output out; what AWS would refuse is thrown as a `ServiceError`. */
export type OperationHandler<Input, Output> = (input: Validated<Input>, call: Call) => Output | Promise<Output>

type HandlersOf<Operations> = {
  readonly [Name in keyof Operations]?: Operations[Name] extends { input: infer Input; output: infer Output }
    ? OperationHandler<Input, Omit<Output, '$metadata'>>
    : never
}

export type IotHandlers = HandlersOf<IotOperations>
export type IotDataHandlers = HandlersOf<IotDataOperations>
export type IotJobsDataHandlers = HandlersOf<IotJobsDataOperations>

/** Handlers by service: `DescribeJobExecution` exists in two of them. */
export interface OperationHandlers {
  readonly iot?: IotHandlers
  readonly 'iot-data'?: IotDataHandlers
  readonly 'iot-jobs-data'?: IotJobsDataHandlers
}

/** One feature area of an account. */
export interface Service {
  readonly name: string
  readonly operations: OperationHandlers
  readonly topics: readonly TopicHandler[]
  /** Called once when the whole account is wired: resume deadlines, attach listeners. */
  start(): void
  close(): Promise<void>
}
