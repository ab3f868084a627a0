import type { IotHandlers } from '@iot-core-local/core'

type HandlerOf<Name extends keyof IotHandlers> = Extract<IotHandlers[Name], (...parameters: never[]) => unknown>

/** The input of an operation of service `iot`, validated against the API model. */
export type InputOf<Name extends keyof IotHandlers> = Parameters<HandlerOf<Name>>[0]

/** The output of an operation of service `iot`. */
export type OutputOf<Name extends keyof IotHandlers> = Awaited<ReturnType<HandlerOf<Name>>>

/** The output of operations that answer `{}`. */
export type EmptyOutput = Record<string, never>
