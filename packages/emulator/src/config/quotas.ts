import type { OptionKind } from './option-kinds.js'

interface Quota {
  readonly min: number
  readonly max: number
}

/** Quotas of an account that AWS raises on request, or that a test wants to run into sooner. What is not set has the default of its service. */
const QUOTAS = {
  /** How long a session may outlive its connection (BRK-063). */
  sessionExpirySeconds: { min: 1, max: 604_800 },
  /** QoS 1 messages that may wait in one session (BRK-067). */
  queuedMessages: { min: 1, max: 1_000_000 },
  /** Topics with a retained message (BRK-156). */
  retainedMessages: { min: 0, max: 10_000_000 },
  /** The state of one shadow (SHD-091). */
  shadowDocumentBytes: { min: 1, max: 30_720 },
  /** Object levels below a section of a shadow (SHD-090). */
  shadowNestingLevels: { min: 1, max: 100 },
  /** Shadow requests for one thing and altogether; without them nothing is throttled (SHD-094). */
  shadowRequestsPerSecondPerThing: { min: 1, max: 1_000_000 },
  shadowRequestsPerSecond: { min: 1, max: 1_000_000 },
} as const satisfies Readonly<Record<string, Quota>>

type QuotaName = keyof typeof QUOTAS

export type Quotas = { readonly [Name in QuotaName]?: number }

const NAMES = Object.keys(QUOTAS) as readonly QuotaName[]

/** Quotas as text `name=number,name=number`, in the config file and in process also as an object. */
export const quotasKind: OptionKind<Quotas> = {
  shape: `name=number, several separated by commas; ${NAMES.map((name) => `${name} ${String(QUOTAS[name].min)}..${String(QUOTAS[name].max)}`).join(', ')}`,
  parse: (raw) => {
    const pairs: readonly (readonly [string, unknown])[] =
      typeof raw === 'string' ? raw.split(',').map(splitPair) : typeof raw === 'object' && raw !== null ? Object.entries(raw) : []
    const quotas: { -readonly [Name in QuotaName]?: number } = {}
    for (const [text, value] of pairs) {
      const name = NAMES.find((known) => known === text)
      if (name === undefined || typeof value !== 'number' || !Number.isInteger(value)) return undefined
      if (value < QUOTAS[name].min || value > QUOTAS[name].max) return undefined
      quotas[name] = value
    }
    return pairs.length === 0 ? undefined : quotas
  },
}

function splitPair(text: string): readonly [string, unknown] {
  const [name = '', value = '', ...rest] = text.split('=').map((part) => part.trim())
  return [name, rest.length === 0 && /^\d{1,9}$/.test(value) ? Number(value) : undefined]
}
