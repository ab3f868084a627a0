import type { RuleMessage } from '../ports.js'

/** The payload of an error action (RUL-711). */
export interface ErrorDocument {
  readonly ruleName: string
  readonly topic: string
  readonly cloudwatchTraceId: string
  readonly clientId: string
  readonly sourceIp?: string
  readonly base64OriginalPayload: string
  readonly failures: readonly { readonly failedAction: string; readonly failedResource: string; readonly errorMessage: string }[]
}

export function errorDocument(
  ruleName: string,
  topic: string,
  message: RuleMessage,
  traceId: string,
  failures: ErrorDocument['failures'],
): ErrorDocument {
  return {
    ruleName,
    topic,
    cloudwatchTraceId: traceId,
    clientId: message.clientId ?? 'n/a',
    ...(message.sourceIp === undefined ? {} : { sourceIp: message.sourceIp }),
    base64OriginalPayload: message.payload.toString('base64'),
    failures,
  }
}
