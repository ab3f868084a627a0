import type { Database, Statement } from '@iot-core-local/core'
import type { GeoPoint } from '../documents/geo-point.js'

export interface Box {
  readonly minLatitude: number
  readonly maxLatitude: number
  readonly minLongitude: number
  readonly maxLongitude: number
}

/** The points of the geolocation target: at most one per document, because there is one target (IDX-017). */
export class PointStore {
  readonly #set: Statement<[number, number, number, number, number, number, number]>
  readonly #clear: Statement<[number]>
  readonly #get: Statement<[number], GeoPoint>
  readonly #within: Statement<[number, number, number, number], GeoPoint & { docId: number }>

  constructor(db: Database) {
    this.#set = db.prepare(
      `INSERT OR REPLACE INTO indexer_points
       (doc_id, min_latitude, max_latitude, min_longitude, max_longitude, latitude, longitude) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#clear = db.prepare('DELETE FROM indexer_points WHERE doc_id = ?')
    this.#get = db.prepare('SELECT latitude, longitude FROM indexer_points WHERE doc_id = ?')
    this.#within = db.prepare(
      `SELECT doc_id AS docId, latitude, longitude FROM indexer_points
       WHERE max_latitude >= ? AND min_latitude <= ? AND max_longitude >= ? AND min_longitude <= ?`,
    )
  }

  /** Undefined takes the document's point away. */
  set(docId: number, point: GeoPoint | undefined): void {
    if (point === undefined) this.#clear.run(docId)
    else this.#set.run(docId, point.latitude, point.latitude, point.longitude, point.longitude, point.latitude, point.longitude)
  }

  get(docId: number): GeoPoint | undefined {
    return this.#get.get(docId)
  }

  /** The points in the box. The tree keeps single-precision boxes around them, so a few outside come too. */
  within(box: Box): (GeoPoint & { docId: number })[] {
    return this.#within.all(box.minLatitude, box.maxLatitude, box.minLongitude, box.maxLongitude)
  }
}
