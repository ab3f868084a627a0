import type { Answer } from '../errors/answer.js'

/*
 * The one call of another service that tools make before they talk to IoT (API-012): AWS's query protocol, form in and XML out.
 */

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

export interface CallerIdentity {
  readonly accountId: string
  readonly userId: string
  readonly arn: string
  readonly requestId: string
}

/** The `Action` of a form body; undefined when the body is not a form of AWS's query protocol. */
export function queryAction(body: Buffer): string | undefined {
  if (body.length === 0 || body.length > 64 * 1024) return undefined
  return new URLSearchParams(body.toString('utf8')).get('Action') ?? undefined
}

/** Answers STS: who is calling. Any other action is refused by name. */
export function answerSts(action: string | undefined, caller: CallerIdentity): Answer {
  if (action !== 'GetCallerIdentity') {
    const message = `iot-core-local answers GetCallerIdentity of STS only, not ${action ?? 'a request without an Action'}.`
    return xml(
      action === undefined ? 400 : 501,
      `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${action === undefined ? 'MissingAction' : 'NotImplementedException'}</Code>` +
        `<Message>${escapeXml(message)}</Message></Error><RequestId>${caller.requestId}</RequestId></ErrorResponse>`,
    )
  }
  return xml(
    200,
    `<GetCallerIdentityResponse xmlns="${NAMESPACE}"><GetCallerIdentityResult><Arn>${escapeXml(caller.arn)}</Arn>` +
      `<UserId>${escapeXml(caller.userId)}</UserId><Account>${caller.accountId}</Account></GetCallerIdentityResult>` +
      `<ResponseMetadata><RequestId>${caller.requestId}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  )
}

function xml(status: number, body: string): Answer {
  return { status, body, contentType: 'text/xml' }
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
