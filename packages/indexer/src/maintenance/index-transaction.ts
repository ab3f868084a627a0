import type { Store } from '@iot-core-local/core'
import type { FieldDictionary } from '../store/field-dictionary.js'

/** Runs work on the index in one transaction. */
export type IndexTransaction = <T>(work: () => T) => T

/** A rolled back transaction takes numbers of fields back, so what is remembered of them goes too. */
export function createIndexTransaction(store: Store, fields: FieldDictionary): IndexTransaction {
  return (work) => {
    try {
      return store.transaction(work)
    } catch (error) {
      fields.forget()
      throw error
    }
  }
}
