import type { FieldRules } from './field-rules.js'
import { QuerySyntaxError } from './lexer.js'
import type { Query } from './query.js'

const GEO = /^geo_distance,(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?),(\d+(?:\.\d+)?)([a-z]+)$/u

/** `km` is documented; the others are those of Elasticsearch (QRY-083). */
const METERS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ['km', 1000],
  ['m', 1],
  ['cm', 0.01],
  ['mm', 0.001],
  ['mi', 1609.344],
  ['yd', 0.9144],
  ['ft', 0.3048],
  ['in', 0.0254],
  ['nmi', 1852],
])

/** `geo_distance,<latitude>,<longitude>,<distance><unit>`, always latitude first (QRY-080). */
export function geoLeaf(field: string, raw: string, fields: FieldRules): Query {
  const [, latitude, longitude, distance, unit] = GEO.exec(raw) ?? []
  const metersPerUnit = METERS_PER_UNIT.get(unit ?? '')
  if (metersPerUnit === undefined)
    throw new QuerySyntaxError(`a geo query is geo_distance,<lat>,<lon>,<distance><unit>, field name: ${field}`)
  const center = { latitude: Number(latitude), longitude: Number(longitude) }
  if (Math.abs(center.latitude) > 90 || Math.abs(center.longitude) > 180)
    throw new QuerySyntaxError(`the coordinates are out of range, field name: ${field}`)
  if (!fields.isGeoTarget(field)) throw new QuerySyntaxError(`the field is not a geolocation target, field name: ${field}`)
  return { kind: 'geo', field, center, radiusMeters: Number(distance) * metersPerUnit }
}
