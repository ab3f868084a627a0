import type { Principal } from '@iot-core-local/core'
import type { RuleMessageProperties } from '../../ports.js'
import type { MessagePayload } from '../message-payload.js'
import type { SqlVersion, Value } from '../value.js'

/** What functions know of the message and of the engine. */
export interface FunctionContext {
  readonly version: SqlVersion
  readonly accountId: string
  readonly topic: string
  readonly clientId: string | undefined
  readonly principal: Principal
  readonly sourceIp: string | undefined
  /** Epoch milliseconds, the same throughout an evaluation (RUL-654). */
  readonly nowMs: number
  /** A UUID, for messages over MQTT. */
  readonly traceId: string | undefined
  readonly properties: RuleMessageProperties | undefined
  readonly payload: MessagePayload
  newUuid(): string
  /** In [0, 1). */
  random(): number
}

export interface SqlFunction {
  /** The first version that has it. */
  readonly since: SqlVersion
  /** Another number of arguments yields Undefined (RUL-306). */
  readonly minArgs: number
  readonly maxArgs: number
  readonly evaluate: (args: readonly Value[], context: FunctionContext) => Value
  /** In place of `evaluate` when the first argument is a lone `*`: works on the published bytes (RUL-251). */
  readonly evaluateOnPayload?: SqlFunction['evaluate']
}

/** Functions by name in lower case. */
export type FunctionTable = Readonly<Record<string, SqlFunction>>

/** Declares a function of a fixed number of arguments. */
export function define(since: SqlVersion, args: number | readonly [number, number], evaluate: SqlFunction['evaluate']): SqlFunction {
  const [minArgs, maxArgs] = typeof args === 'number' ? [args, args] : args
  return { since, minArgs, maxArgs, evaluate }
}
