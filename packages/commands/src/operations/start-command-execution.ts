import { createHash } from 'node:crypto'
import { conflict, type IotJobsDataHandlers, resourceNotFound, validationFailed } from '@iot-core-local/core'
import { type CommandsContext, publishAfterCommit } from '../context.js'
import { DEFAULT_TIMEOUT_SECONDS, MAX_TIMEOUT_SECONDS } from '../limits.js'
import type { Command } from '../model/command.js'
import { executionEvent } from '../model/execution-event.js'
import { type ParameterValue, type RawValue, readValue, resolveParameters } from '../model/parameters.js'
import { readPayloadTemplate } from '../model/payload-template.js'
import { requestMessage, requestPayload } from '../model/request-message.js'
import { expiresAtMs } from '../model/retention.js'
import { type CommandTarget, readTargetArn } from '../model/target.js'
import type { RequestToken } from '../store/executions-store.js'
import { findCommand, readCommandArn } from './find-command.js'

/**
 * StartCommandExecution (CMD-002, CMD-003, CMD-008, CMD-009). A client token stands for its execution as long as that is kept: with the same request it
 * answers the same id and sends nothing again.
 */
export function startCommandExecution(context: CommandsContext): NonNullable<IotJobsDataHandlers['StartCommandExecution']> {
  return async (input) => {
    const { targetArn, commandArn, clientToken, executionTimeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = input
    const { store, timers, ids, arns } = context.account
    const token: RequestToken | undefined = clientToken === undefined ? undefined : { clientToken, requestDigest: digestOf(input) }
    const earlier = executionOf(context, token)
    if (earlier !== undefined) return { executionId: earlier }

    const commandId = readCommandArn(context, commandArn)
    const target = readTargetArn(arns, targetArn)
    if (executionTimeoutSeconds < 1 || executionTimeoutSeconds > MAX_TIMEOUT_SECONDS)
      throw validationFailed(`executionTimeoutSeconds must be from 1 to ${MAX_TIMEOUT_SECONDS}.`)
    const command = runnableCommand(context, commandId)
    checkTarget(context, target)
    const parameters = parametersOf(command, input.parameters)
    const payload = await requestPayload(command.content, { parameters, executionTimeoutSeconds }, context.cbor)

    const executionId = store.transaction(() => {
      // The codec may have been loaded meanwhile, and another request have been faster.
      const faster = executionOf(context, token)
      if (faster !== undefined) return faster
      const nowMs = timers.now()
      const deadlineMs = nowMs + executionTimeoutSeconds * 1_000
      const execution = context.executions.insert(
        {
          executionId: ids.uuid(),
          commandId,
          target,
          status: 'CREATED',
          isFinal: false,
          statusReason: undefined,
          result: undefined,
          parameters: parameters.size === 0 ? undefined : Object.fromEntries(parameters),
          executionTimeoutSeconds,
          createdAtMs: nowMs,
          updatedAtMs: nowMs,
          completedAtMs: undefined,
          deadlineMs,
          expiresAtMs: expiresAtMs(nowMs),
        },
        token,
      )
      store.afterCommit(() => context.expectDue(deadlineMs))
      publishAfterCommit(context, [
        executionEvent(arns, execution),
        requestMessage(target, execution.executionId, payload, executionTimeoutSeconds),
      ])
      return execution.executionId
    })
    return { executionId }
  }
}

/** @throws ConflictException when the token came with another request (CMD-009) */
function executionOf(context: CommandsContext, token: RequestToken | undefined): string | undefined {
  const earlier = token === undefined ? undefined : context.executions.byToken(token.clientToken)
  if (earlier !== undefined && earlier.requestDigest !== token?.requestDigest)
    throw conflict('The clientToken was used with other parameters.', earlier.executionId)
  return earlier?.executionId
}

function runnableCommand(context: CommandsContext, commandId: string): Command {
  const command = findCommand(context, commandId)
  if (command.deletionAtMs !== undefined) throw validationFailed(`The command ${commandId} is pending deletion.`)
  if (command.deprecatedAtMs !== undefined) throw validationFailed(`The command ${commandId} is deprecated.`)
  return command
}

/** A client needs not be connected, nor ever have been (CMD-010). */
function checkTarget(context: CommandsContext, target: CommandTarget): void {
  if (target.kind === 'thing' && !context.things.exists(target.id)) throw resourceNotFound(`There is no thing ${target.id}.`)
}

function parametersOf(command: Command, raw: Readonly<Record<string, RawValue>> | undefined): ReadonlyMap<string, ParameterValue> {
  const given = new Map(Object.entries(raw ?? {}).map(([name, value]) => [name, readValue(`parameters.${name}`, value)]))
  const { content } = command
  if (content.kind === 'dynamic')
    return resolveParameters(content.mandatoryParameters ?? [], readPayloadTemplate(content.payloadTemplate), given)
  if (given.size > 0) throw validationFailed(`The command ${command.commandId} has a payload of its own and takes no parameters.`)
  return given
}

interface Request {
  readonly targetArn: string
  readonly commandArn: string
  readonly parameters?: Readonly<Record<string, RawValue>> | undefined
  readonly executionTimeoutSeconds?: number | undefined
}

/** Tells requests apart, whatever the order of their parameters. */
function digestOf({ targetArn, commandArn, parameters = {}, executionTimeoutSeconds }: Request): string {
  const values = Object.entries(parameters).map(([name, { BIN, ...value }]) => [
    name,
    Object.entries(value).sort(byFirst),
    BIN === undefined ? null : Buffer.from(BIN).toString('base64'),
  ])
  const request = JSON.stringify([targetArn, commandArn, executionTimeoutSeconds ?? null, values.sort(byFirst)])
  return createHash('sha256').update(request).digest('base64')
}

function byFirst(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1
}
