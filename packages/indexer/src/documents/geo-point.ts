import { isJsonObject } from './json-object.js'

/** Degrees. */
export interface GeoPoint {
  readonly latitude: number
  readonly longitude: number
}

export type GeoOrder = 'LatLon' | 'LonLat'

const WKT_POINT = /^\s*POINT\s*\(\s*(\S+)\s+(\S+)\s*\)\s*$/iu

/** The point that a shadow value stands for; undefined when it is none of the accepted formats (QRY-082). */
export function geoPoint(value: unknown, order: GeoOrder): GeoPoint | undefined {
  if (typeof value === 'string') return fromText(value, order)
  if (Array.isArray(value)) return fromPair(value, order)
  if (!isJsonObject(value)) return undefined
  if ('coordinates' in value) return geoPoint(value['coordinates'], order)
  return checked(value['lat'] ?? value['latitude'], value['lon'] ?? value['long'] ?? value['longitude'])
}

function fromText(text: string, order: GeoOrder): GeoPoint | undefined {
  const wkt = WKT_POINT.exec(text)
  if (wkt !== null) return checked(Number(wkt[2]), Number(wkt[1]))
  const pair = text.split(',').map((side) => (side.trim() === '' ? undefined : Number(side)))
  return fromPair(pair, order)
}

function fromPair(pair: readonly unknown[], order: GeoOrder): GeoPoint | undefined {
  if (pair.length !== 2) return undefined
  return order === 'LatLon' ? checked(pair[0], pair[1]) : checked(pair[1], pair[0])
}

function checked(latitude: unknown, longitude: unknown): GeoPoint | undefined {
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined
}

const EARTH_RADIUS_METERS = 6_371_008.7714

/** Great-circle distance in metres (QRY-083), on the mean radius of the Earth. */
export function distanceMeters(a: GeoPoint, b: GeoPoint): number {
  const [latitudeA, latitudeB] = [radians(a.latitude), radians(b.latitude)]
  const sineLatitude = Math.sin((latitudeB - latitudeA) / 2)
  const sineLongitude = Math.sin(radians(b.longitude - a.longitude) / 2)
  const haversine = sineLatitude ** 2 + Math.cos(latitudeA) * Math.cos(latitudeB) * sineLongitude ** 2
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(haversine)))
}

/** The degrees of latitude that a distance spans. */
export function latitudeDegrees(meters: number): number {
  return (meters / EARTH_RADIUS_METERS) * (180 / Math.PI)
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}
