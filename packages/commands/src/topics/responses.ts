import type { TopicHandler, TopicReply, TopicRequest } from '@iot-core-local/core'
import { takeReport } from '../changes/execution-changes.js'
import type { CommandsContext } from '../context.js'
import { ResponseRefusal } from '../errors.js'
import type { CborCodec } from '../model/cbor.js'
import type { CommandTarget } from '../model/target.js'
import { isMembers, type Members, readReport } from './read-report.js'

interface Encoding {
  /** @throws ResponseRefusal */
  read(payload: Buffer): Members
  write(value: object): string | Uint8Array
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

const json: Encoding = {
  read: (payload) => membersOf(() => JSON.parse(UTF8.decode(payload)), 'InvalidJson', 'The payload is not a JSON object in UTF-8.'),
  write: (value) => JSON.stringify(value),
}

function cborEncoding(codec: CborCodec): Encoding {
  return {
    read: (payload) => membersOf(() => codec.decode(payload), 'InvalidRequest', 'The payload is not a CBOR map.'),
    write: (value) => codec.encode(value),
  }
}

function membersOf(decode: () => unknown, code: 'InvalidJson' | 'InvalidRequest', message: string): Members {
  let value: unknown
  try {
    value = decode()
  } catch {
    value = undefined
  }
  if (!isMembers(value)) throw new ResponseRefusal(code, message)
  return value
}

/** The topics that devices answer commands on (CMD-005). */
export function responseTopics(context: CommandsContext): readonly TopicHandler[] {
  return (['thing', 'client'] as const).flatMap((kind) => {
    const pattern = `$aws/commands/${kind}s/{targetId}/executions/{executionId}/response`
    return [
      { pattern: `${pattern}/json`, handle: (request) => answer(context, request, kind, 'json', json) },
      {
        pattern: `${pattern}/cbor`,
        handle: async (request) => answer(context, request, kind, 'cbor', cborEncoding(await context.cbor())),
      },
    ] satisfies TopicHandler[]
  })
}

/** Accepted or rejected, to the device whether subscribed or not, and to whoever else subscribes (CMD-006); the event of the change behind it. */
function answer(
  context: CommandsContext,
  request: TopicRequest,
  kind: CommandTarget['kind'],
  format: 'json' | 'cbor',
  encoding: Encoding,
): readonly TopicReply[] {
  const { targetId = '', executionId = '' } = request.params
  const prefix = request.topic.slice(0, -format.length)
  let members: Members = {}
  try {
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(executionId)) throw new ResponseRefusal('InvalidTopic', 'The topic holds no execution id.')
    members = encoding.read(request.payload)
    const report = readReport(members)
    const events = context.account.store.transaction(() => takeReport(context, { kind, id: targetId }, executionId, report))
    return [
      {
        to: 'requesterAndSubscribers',
        topic: `${prefix}accepted/${format}`,
        payload: encoding.write({ ...tokenOf(members), executionId }),
      },
      ...events.map(({ topic, payload }): TopicReply => ({ to: 'subscribers', topic, payload })),
    ]
  } catch (error) {
    const isExpected = error instanceof ResponseRefusal
    if (!isExpected) context.account.log.error({ err: error }, 'a response to a command failed')
    const payload = encoding.write({
      ...tokenOf(members),
      executionId,
      error: isExpected ? error.code : 'InternalError',
      errorMessage: isExpected ? error.message : 'An internal error occurred. The log of iot-core-local says more.',
    })
    return [{ to: 'requesterAndSubscribers', topic: `${prefix}rejected/${format}`, payload }]
  }
}

function tokenOf({ clientToken }: Members): { readonly clientToken?: string } {
  return typeof clientToken === 'string' ? { clientToken } : {}
}
