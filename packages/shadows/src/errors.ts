import { conflict, invalidRequest, resourceNotFound, ServiceError } from '@iot-core-local/core'
import { describeAddress, type ShadowAddress } from './shadow-address.js'

/*
 * What the Device Shadow service refuses, with the documented messages (SHD section 11). `status` is the HTTP status and the `code` of a
 * rejected message alike.
 */

export const invalidJson = (): ServiceError => invalidRequest('Invalid JSON')

export const missingState = (): ServiceError => invalidRequest('Missing required node: state')

export const stateNotObject = (): ServiceError => invalidRequest('State node must be an object')

export const sectionNotObject = (section: 'desired' | 'reported'): ServiceError =>
  invalidRequest(`${section === 'desired' ? 'Desired' : 'Reported'} node must be an object`)

/** Also the answer to an array that holds null, whose own message is unknown (SHD-014, SHD-019). */
export const invalidNode = (member: string): ServiceError => invalidRequest(`State contains an invalid node: '${member}'`)

export const invalidVersion = (): ServiceError => invalidRequest('Invalid version')

export const invalidClientToken = (): ServiceError => invalidRequest('Invalid clientToken')

/** The number in AWS's message is disputed; this one says the limit in force (SHD-090). */
export const tooManyLevels = (maximum: number): ServiceError =>
  invalidRequest(`JSON contains too many levels of nesting; maximum is ${String(maximum)}`)

/** A topic whose thing or shadow name breaks SHD-002; the message is ours (SHD-114). */
export const invalidName = (kind: 'thing' | 'shadow'): ServiceError => invalidRequest(`Invalid ${kind} name`)

/** The thing name, or `thing~shadow` for a named shadow (SHD-130, SHD-131). */
export const noSuchShadow = (address: ShadowAddress): ServiceError =>
  resourceNotFound(`No shadow exists with name: '${describeAddress(address)}'`)

export const versionMismatch = (): ServiceError => conflict('Version conflict')

export const tooLarge = (): ServiceError =>
  new ServiceError('RequestEntityTooLargeException', 'The payload exceeds the maximum size allowed', { status: 413 })

export const unsupportedEncoding = (): ServiceError =>
  new ServiceError('UnsupportedDocumentEncodingException', 'Unsupported documented encoding; supported encoding is UTF-8', { status: 415 })

/** What nobody foresaw; the cause goes to the log. */
export const serviceFailure = (cause: unknown): ServiceError =>
  new ServiceError('InternalFailureException', 'Internal service failure', { status: 500, cause })

/** 429 in this service, unlike the control plane's (API-053). No text is documented for it (SHD-094). */
export const tooManyRequests = (): ServiceError => new ServiceError('ThrottlingException', 'Rate exceeded', { status: 429 })
