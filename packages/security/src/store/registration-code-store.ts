import type { Database } from '@iot-core-local/core'

export type RegistrationCodeStore = ReturnType<typeof openRegistrationCodeStore>

/** The account's registration code, when it has one (REG-400). */
export function openRegistrationCodeStore(db: Database) {
  const find = db.prepare<[], { code: string }>('SELECT code FROM security_registration_code')
  const insert = db.prepare<[string]>('INSERT INTO security_registration_code (id, code) VALUES (1, ?)')
  const remove = db.prepare<[]>('DELETE FROM security_registration_code')
  return {
    find: () => find.get()?.code,
    insert: (code: string) => void insert.run(code),
    /** Whether there was one. */
    remove: () => remove.run().changes > 0,
  }
}
