import type { DeviceReport } from '../changes/execution-changes.js'
import { ResponseRefusal } from '../errors.js'
import { MAX_REASON_CODE_LENGTH, MAX_REASON_DESCRIPTION_LENGTH, MAX_RESULT_NAME_LENGTH } from '../limits.js'
import type { ResultValue, StatusReason } from '../model/command-execution.js'
import { DEVICE_STATUSES } from '../model/transitions.js'

export type Members = Readonly<Record<string, unknown>>

/** Reads what a device says of an execution (CMD-005); members that this is not about are let pass, because SDKs send them. @throws ResponseRefusal */
export function readReport(members: Members): DeviceReport {
  const { status, statusReason, result } = members
  const known = DEVICE_STATUSES.find((one) => one === status)
  if (known === undefined) throw invalid(`status must be one of ${DEVICE_STATUSES.join(', ')}`)
  return {
    status: known,
    statusReason: statusReason === undefined || statusReason === null ? undefined : readReason(statusReason),
    result: result === undefined || result === null ? undefined : readResult(result),
  }
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}

function readReason(value: unknown): StatusReason {
  if (!isMembers(value)) throw invalid('statusReason must be an object')
  const { reasonCode, reasonDescription } = value
  if (typeof reasonCode !== 'string' || !/^[A-Z0-9_-]+$/.test(reasonCode) || reasonCode.length > MAX_REASON_CODE_LENGTH)
    throw invalid(`statusReason.reasonCode must be 1 to ${MAX_REASON_CODE_LENGTH} of the characters A-Z, 0-9, _ and -`)
  if (reasonDescription === undefined || reasonDescription === null) return { reasonCode, reasonDescription: undefined }
  if (typeof reasonDescription !== 'string' || /\p{C}/u.test(reasonDescription) || reasonDescription.length > MAX_REASON_DESCRIPTION_LENGTH)
    throw invalid(`statusReason.reasonDescription must be at most ${MAX_REASON_DESCRIPTION_LENGTH} characters without control characters`)
  return { reasonCode, reasonDescription }
}

function readResult(value: unknown): Readonly<Record<string, ResultValue>> {
  if (!isMembers(value)) throw invalid('result must be an object')
  const entries = Object.entries(value)
  if (entries.length === 0) throw invalid('At least 1 command execution result is required')
  return Object.fromEntries(entries.map(([name, entry]) => [name, readEntry(name, entry)]))
}

function readEntry(name: string, entry: unknown): ResultValue {
  if (!/^[a-zA-Z0-9_-]+$/.test(name) || name.length > MAX_RESULT_NAME_LENGTH)
    throw invalid(`The name of a result must be 1 to ${MAX_RESULT_NAME_LENGTH} of the characters a-z, A-Z, 0-9, _ and -: '${name}'`)
  if (!isMembers(entry)) throw invalid(`result.${name} must be an object with one of s, b and bin`)
  const { s, b, bin } = entry
  if ([s, b, bin].filter((one) => one !== undefined && one !== null).length !== 1)
    throw invalid(`result.${name} must have exactly one of s, b and bin`)
  if (typeof s === 'string' && s !== '') return { S: s }
  if (typeof b === 'boolean') return { B: b }
  const bytes = bytesOf(bin)
  if (bytes !== undefined) return { BIN: bytes }
  throw invalid(`result.${name} has a value that is not of its type`)
}

/** Base64 in JSON, a byte string in CBOR. */
function bytesOf(value: unknown): Uint8Array | undefined {
  const isBase64 = typeof value === 'string' && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)
  const bytes = isBase64 ? new Uint8Array(Buffer.from(value, 'base64')) : value instanceof Uint8Array ? new Uint8Array(value) : undefined
  return bytes === undefined || bytes.length === 0 ? undefined : bytes
}

function invalid(message: string): ResponseRefusal {
  return new ResponseRefusal('InvalidRequest', message)
}
