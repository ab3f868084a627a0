import { type Call, principalIdentifier, type TopicHandler, type TopicReply, type TopicRequest } from '@iot-core-local/core'
import { createCertificateFromCsr, createKeysAndCertificate } from './create-certificate.js'
import { createEncodings, type Format } from './encoding.js'
import type { FleetContext } from './fleet-context.js'
import { provisionDevice } from './provision-device.js'
import { rejectionOf, rejections } from './rejections.js'

const FORMATS: readonly Format[] = ['json', 'cbor']

type Members = Readonly<Record<string, unknown>>

interface Verb {
  /** The topic without its format. */
  readonly pattern: string
  readonly eventType: string
  perform(context: FleetContext, members: Members, call: Call, params: TopicRequest['params']): Promise<object>
}

const VERBS: readonly Verb[] = [
  {
    pattern: '$aws/certificates/create',
    eventType: 'CreateKeysAndCertificate',
    perform: (context) => createKeysAndCertificate(context),
  },
  {
    pattern: '$aws/certificates/create-from-csr',
    eventType: 'CreateCertificateFromCsr',
    perform: createCertificateFromCsr,
  },
  {
    pattern: '$aws/provisioning-templates/{templateName}/provision',
    eventType: 'ProvisionDevice',
    perform: (context, members, call, params) => provisionDevice(context, params['templateName'] ?? '', members, call),
  },
]

/** The requests of fleet provisioning (PRV-601). Only the connection that asked gets the answer, which may hold a private key (PRV-602). */
export function fleetTopics(context: FleetContext): readonly TopicHandler[] {
  const encodingOf = createEncodings()
  return VERBS.flatMap((verb) =>
    FORMATS.map((format) => ({
      pattern: `${verb.pattern}/${format}`,
      handle: async (request: TopicRequest): Promise<readonly TopicReply[]> => {
        const encoding = await encodingOf(format)
        const reply = (outcome: 'accepted' | 'rejected', answer: object): TopicReply[] => [
          { to: 'requester', topic: `${request.topic}/${outcome}`, payload: encoding.write(answer) },
        ]
        try {
          const members = encoding.read(request.payload)
          if (members === undefined) throw rejections.invalidPayload()
          return reply('accepted', await verb.perform(context, members, request.call, request.params))
        } catch (error) {
          return reply('rejected', reject(context, verb, request, error))
        }
      },
    })),
  )
}

function reject({ account }: FleetContext, { eventType }: Verb, { topic, call }: TopicRequest, error: unknown): object {
  const rejection = rejectionOf(error)
  if (rejection.statusCode >= 500) account.log.error({ err: error, topic }, 'a request of fleet provisioning failed')
  account.decisions.record({
    kind: 'reservedTopic',
    outcome: rejection.statusCode >= 500 ? 'failed' : 'refused',
    eventType,
    reason: rejection.errorCode,
    explanation: rejection.errorMessage,
    topic,
    principalId: principalIdentifier(call.principal),
    requestId: call.requestId,
    ...(call.connection === undefined ? {} : { clientId: call.connection.clientId }),
  })
  return rejection
}
