import type { IotDataHandlers } from '@iot-core-local/core'
import type { OperationContext } from './context.js'
import { deleteConnection } from './delete-connection.js'
import { getConnection } from './get-connection.js'
import { getRetainedMessage } from './get-retained-message.js'
import { listRetainedMessages } from './list-retained-messages.js'
import { listSubscriptions } from './list-subscriptions.js'
import { publish } from './publish.js'
import { sendDirectMessage } from './send-direct-message.js'

/** The operations of `iot-data` that are the broker's. Permission is the edge's to ask, before it calls them. */
export function createOperations(context: OperationContext): IotDataHandlers {
  return {
    Publish: publish(context),
    GetRetainedMessage: getRetainedMessage(context),
    ListRetainedMessages: listRetainedMessages(context),
    GetConnection: getConnection(context),
    DeleteConnection: deleteConnection(context),
    ListSubscriptions: listSubscriptions(context),
    SendDirectMessage: sendDirectMessage(context),
  }
}
