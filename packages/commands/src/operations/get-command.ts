import type { IotHandlers } from '@iot-core-local/core'
import type { CommandsContext } from '../context.js'
import type { CommandParameter } from '../model/parameters.js'
import { commandMembers } from './command-members.js'
import { findCommand } from './find-command.js'

/** GetCommand. */
export function getCommand(context: CommandsContext): NonNullable<IotHandlers['GetCommand']> {
  return ({ commandId }) => {
    const command = findCommand(context, commandId)
    const { content, description } = command
    return {
      ...commandMembers(context, command),
      namespace: 'AWS-IoT',
      ...(description === undefined ? {} : { description }),
      ...(content.kind === 'static'
        ? { payload: { content: content.content, contentType: content.contentType } }
        : {
            payloadTemplate: content.payloadTemplate,
            preprocessor: { awsJsonSubstitution: { outputFormat: content.outputFormat } },
            ...(content.mandatoryParameters === undefined
              ? {}
              : { mandatoryParameters: content.mandatoryParameters.map(parameterMembers) }),
          }),
    }
  }
}

function parameterMembers({ name, type, value, defaultValue, valueConditions, description }: CommandParameter) {
  return {
    name,
    type,
    value,
    defaultValue,
    description,
    valueConditions: valueConditions?.map(({ comparisonOperator, operand: { numbers, strings, ...operand } }) => ({
      comparisonOperator,
      operand: {
        ...operand,
        ...(numbers === undefined ? {} : { numbers: [...numbers] }),
        ...(strings === undefined ? {} : { strings: [...strings] }),
      },
    })),
  }
}
