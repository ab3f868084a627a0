/** Who is behind a connection or a request. */
export type Principal =
  | { readonly kind: 'certificate'; readonly certificateId: string; readonly arn: string }
  /** A SigV4 caller. The emulator has no IAM: it may do everything (SEC-309). */
  | { readonly kind: 'iam'; readonly accessKeyId: string; readonly arn: string }
  /** A client of the plain MQTT listener. */
  | { readonly kind: 'anonymous' }
  /** The emulator itself: rules, retries, the host program. */
  | { readonly kind: 'internal' }

/** The principal's id as AWS writes it in events and logs. */
export function principalIdentifier(principal: Principal): string {
  switch (principal.kind) {
    case 'certificate':
      return principal.certificateId
    case 'iam':
      return principal.accessKeyId
    case 'anonymous':
    case 'internal':
      return principal.kind
  }
}
