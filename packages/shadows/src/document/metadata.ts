import { isArray, isJsonObject, type JsonObject, setMember } from './json-object.js'

/**
 * The metadata of a value written at `timestampSeconds`: each leaf becomes `{"timestamp": n}`, arrays element by element (SHD-050, SHD-051).
 * A null in a request is a leaf too (SHD-054).
 */
export function stamp(value: unknown, timestampSeconds: number): unknown {
  if (isArray(value)) return value.map((item) => stamp(item, timestampSeconds))
  if (!isJsonObject(value)) return { timestamp: timestampSeconds }
  const metadata: JsonObject = {}
  for (const name of Object.keys(value)) setMember(metadata, name, stamp(value[name], timestampSeconds))
  return metadata
}
