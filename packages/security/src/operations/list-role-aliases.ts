import type { Handler, Parts } from '../parts.js'
import { readNamePage } from '../store/name-page.js'

/** REG-602, REG-024: A to Z when asked for ascending order, else Z to A. */
export function listRoleAliases({ roleAliases }: Parts): Handler<'ListRoleAliases'> {
  return (input) => {
    const isAscending = input.ascendingOrder ?? false
    const names = roleAliases.names()
    const list = { items: isAscending ? names : names.toReversed(), nameOf: (name: string) => name, isAscending }
    const { items, ...next } = readNamePage('ListRoleAliases', input, list)
    return { roleAliases: [...items], ...next }
  }
}
