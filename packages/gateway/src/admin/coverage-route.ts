import { JSON_TYPE, jsonAnswer, type Answer } from '../errors/answer.js'
import { operationKey, type OperationTable } from '../operation-tables.js'
import type { ApiOperation } from '../wire/api-operation.js'

/** Which of the operations have a handler: JSON, or a table for people when the client asks for text. */
export function answerCoverage(operations: readonly ApiOperation[], table: OperationTable, accept: string | undefined): Answer {
  const rows = operations.map(({ service, name, method, path }) => ({
    service,
    operation: name,
    method,
    path,
    state: table.has(operationKey(service, name)) ? ('implemented' as const) : ('not covered' as const),
  }))
  const implemented = rows.filter((row) => row.state === 'implemented').length
  if (!wantsText(accept)) return jsonAnswer(200, { total: rows.length, implemented, operations: rows })
  const width = Math.max(...rows.map((row) => row.operation.length))
  const lines = rows.map((row) => `${row.service.padEnd(13)}  ${row.operation.padEnd(width)}  ${row.state}`)
  return {
    status: 200,
    body: `${implemented} of ${rows.length} operations\n\n${lines.join('\n')}\n`,
    contentType: 'text/plain; charset=utf-8',
  }
}

function wantsText(accept: string | undefined): boolean {
  return accept !== undefined && accept.includes('text/plain') && !accept.includes(JSON_TYPE)
}
