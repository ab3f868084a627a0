/** A shadow document as stored; `state` holds only the sections that exist. */
export interface ShadowSnapshot {
  readonly state: { readonly desired?: unknown; readonly reported?: unknown }
  readonly metadata: { readonly desired?: unknown; readonly reported?: unknown }
  readonly version: number
  /** Epoch seconds of the last update. */
  readonly timestampSeconds: number
}

export type ShadowEvent =
  | {
      readonly type: 'shadow.updated'
      readonly thingName: string
      /** Undefined for the classic shadow. */
      readonly shadowName: string | undefined
      readonly previous: ShadowSnapshot | undefined
      readonly current: ShadowSnapshot
      readonly clientToken: string | undefined
    }
  | { readonly type: 'shadow.deleted'; readonly thingName: string; readonly shadowName: string | undefined; readonly version: number }
