import type { CommandParameter } from './parameters.js'

/** What a command sends: bytes as they are, or a template that becomes JSON or CBOR with each execution. */
export type CommandContent =
  | { readonly kind: 'static'; readonly content: Uint8Array; readonly contentType: string }
  | {
      readonly kind: 'dynamic'
      readonly payloadTemplate: string
      readonly outputFormat: 'JSON' | 'CBOR'
      readonly mandatoryParameters: readonly CommandParameter[] | undefined
    }

/** A command of the namespace AWS-IoT. */
export interface Command {
  readonly commandId: string
  readonly displayName: string | undefined
  readonly description: string | undefined
  readonly content: CommandContent
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** Since when it is deprecated; undefined when it is available. */
  readonly deprecatedAtMs: number | undefined
  /** When it will be removed; undefined unless it is pending deletion. */
  readonly deletionAtMs: number | undefined
}

/** The resource part of a command's ARN. */
export function commandResource(commandId: string): string {
  return `command/${commandId}`
}
