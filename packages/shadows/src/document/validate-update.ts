import { invalidJson, invalidNode, invalidVersion, missingState, sectionNotObject, stateNotObject, tooManyLevels } from '../errors.js'
import { MAX_ARRAY_LEVELS } from '../limits.js'
import { checkClientToken, echoedToken } from './client-token.js'
import { isArray, isJsonObject, type JsonObject, memberOf } from './json-object.js'
import type { SectionPatch, StatePatch } from './shadow-document.js'

/** A valid update request (SHD section 2). */
export interface UpdateRequest {
  readonly state: StatePatch
  /** The version that the shadow must have; undefined when the request does not say. */
  readonly version: number | undefined
  readonly clientToken: string | undefined
}

/**
 * Checks an update request in the order of SHD-021: state, sections, unknown members, version, token, then the values.
 * Unknown members beside `state` are ignored (SHD-016).
 * @throws InvalidRequestException with the documented message.
 */
export function validateUpdate(request: unknown, maxNestingLevels: number): UpdateRequest {
  if (!isJsonObject(request)) throw missingState()
  const state = validateState(memberOf(request, 'state'))
  const version = validateVersion(memberOf(request, 'version'))
  checkClientToken(request)
  if (state !== null) {
    for (const section of [state.desired, state.reported]) {
      if (isJsonObject(section)) checkValues(section, { maxNestingLevels, objects: 0, arrays: 0 })
    }
  }
  return { state, version, clientToken: echoedToken(request) }
}

function validateState(state: unknown): StatePatch {
  if (state === undefined) throw missingState()
  if (state === null) return null
  if (!isJsonObject(state)) throw stateNotObject()
  const desired = validateSection(state, 'desired')
  const reported = validateSection(state, 'reported')
  for (const name of Object.keys(state)) {
    if (name !== 'desired' && name !== 'reported') throw invalidNode(name)
  }
  return { ...(desired === undefined ? undefined : { desired }), ...(reported === undefined ? undefined : { reported }) }
}

function validateSection(state: JsonObject, name: 'desired' | 'reported'): SectionPatch {
  const section = memberOf(state, name)
  if (section === undefined || section === null || isJsonObject(section)) return section
  throw sectionNotObject(name)
}

function validateVersion(version: unknown): number | undefined {
  if (version === undefined) return undefined
  if (typeof version === 'number' && Number.isInteger(version) && version >= 0) return version
  throw invalidVersion()
}

interface Position {
  readonly maxNestingLevels: number
  /** Objects between the value and its section. */
  readonly objects: number
  /** Arrays between the value and its section. */
  readonly arrays: number
}

function checkValues(object: JsonObject, position: Position): void {
  for (const name of Object.keys(object)) checkValue(object[name], name, position)
}

function checkValue(value: unknown, name: string, position: Position): void {
  const { maxNestingLevels, objects, arrays } = position
  if (isJsonObject(value)) {
    if (objects === maxNestingLevels) throw tooManyLevels(maxNestingLevels)
    checkValues(value, { ...position, objects: objects + 1 })
  } else if (isArray(value)) {
    if (arrays === MAX_ARRAY_LEVELS) throw tooManyLevels(maxNestingLevels)
    for (const item of value) {
      if (item === null) throw invalidNode(name)
      checkValue(item, name, { ...position, arrays: arrays + 1 })
    }
  } else if (typeof value === 'number' && !Number.isFinite(value)) {
    // A literal such as 1e400 reads as infinity, which JSON cannot write.
    throw invalidJson()
  }
}
