import type { Store } from '@iot-core-local/core'
import type { Command, CommandContent } from '../model/command.js'
import type { CommandParameter } from '../model/parameters.js'
import { fromColumn, toColumn } from './byte-json.js'

interface CommandRow {
  readonly seq: number
  readonly command_id: string
  readonly display_name: string | null
  readonly description: string | null
  readonly content: Buffer | null
  readonly content_type: string | null
  readonly payload_template: string | null
  readonly output_format: 'JSON' | 'CBOR' | null
  readonly mandatory_parameters: string | null
  readonly created_at_ms: number
  readonly updated_at_ms: number
  readonly deprecated_at_ms: number | null
  readonly deletion_at_ms: number | null
}

/** A command with its place in the order of creation. */
export interface ListedCommand extends Command {
  readonly seq: number
}

export type ListOrder = 'ASCENDING' | 'DESCENDING'

/** Commands: prepared statements and row mapping. */
export class CommandsStore {
  readonly #insert
  readonly #insertParameter
  readonly #update
  readonly #delete
  readonly #find
  readonly #list
  readonly #listWith
  readonly #dueDeletions
  readonly #earliestDeletion

  constructor({ db }: Store) {
    this.#insert = db.prepare<[Omit<CommandRow, 'seq'>]>(
      `INSERT INTO commands_commands (command_id, display_name, description, content, content_type, payload_template, output_format,
         mandatory_parameters, created_at_ms, updated_at_ms, deprecated_at_ms, deletion_at_ms)
       VALUES (:command_id, :display_name, :description, :content, :content_type, :payload_template, :output_format,
         :mandatory_parameters, :created_at_ms, :updated_at_ms, :deprecated_at_ms, :deletion_at_ms)`,
    )
    this.#insertParameter = db.prepare<[string, number | bigint]>('INSERT INTO commands_parameters (name, command_seq) VALUES (?, ?)')
    this.#update = db.prepare<[string | null, string | null, number, number | null, number | null, string]>(
      `UPDATE commands_commands SET display_name = ?, description = ?, updated_at_ms = ?, deprecated_at_ms = ?, deletion_at_ms = ?
       WHERE command_id = ?`,
    )
    this.#delete = db.prepare<[string]>('DELETE FROM commands_commands WHERE command_id = ?')
    this.#find = db.prepare<[string], CommandRow>('SELECT * FROM commands_commands WHERE command_id = ?')
    this.#list = {
      ASCENDING: db.prepare<[number, number], CommandRow>(
        'SELECT * FROM commands_commands WHERE deletion_at_ms IS NULL AND seq > ? ORDER BY seq LIMIT +?',
      ),
      DESCENDING: db.prepare<[number, number], CommandRow>(
        'SELECT * FROM commands_commands WHERE deletion_at_ms IS NULL AND seq < ? ORDER BY seq DESC LIMIT +?',
      ),
    }
    const withParameter = 'SELECT c.* FROM commands_parameters p JOIN commands_commands c ON c.seq = p.command_seq'
    this.#listWith = {
      ASCENDING: db.prepare<[string, number, number], CommandRow>(
        `${withParameter} WHERE p.name = ? AND p.command_seq > ? AND c.deletion_at_ms IS NULL ORDER BY p.command_seq LIMIT +?`,
      ),
      DESCENDING: db.prepare<[string, number, number], CommandRow>(
        `${withParameter} WHERE p.name = ? AND p.command_seq < ? AND c.deletion_at_ms IS NULL ORDER BY p.command_seq DESC LIMIT +?`,
      ),
    }
    this.#dueDeletions = db.prepare<[number, number], CommandRow>(
      'SELECT * FROM commands_commands WHERE deletion_at_ms IS NOT NULL AND deletion_at_ms <= ? ORDER BY deletion_at_ms LIMIT +?',
    )
    this.#earliestDeletion = db.prepare<[], { deletion_at_ms: number }>(
      'SELECT deletion_at_ms FROM commands_commands WHERE deletion_at_ms IS NOT NULL ORDER BY deletion_at_ms LIMIT 1',
    )
  }

  insert(command: Command): void {
    const { content } = command
    const parameters = content.kind === 'dynamic' ? content.mandatoryParameters : undefined
    const { lastInsertRowid } = this.#insert.run({
      command_id: command.commandId,
      display_name: command.displayName ?? null,
      description: command.description ?? null,
      content: content.kind === 'static' ? Buffer.from(content.content) : null,
      content_type: content.kind === 'static' ? content.contentType : null,
      payload_template: content.kind === 'dynamic' ? content.payloadTemplate : null,
      output_format: content.kind === 'dynamic' ? content.outputFormat : null,
      mandatory_parameters: parameters === undefined ? null : toColumn(parameters),
      created_at_ms: command.createdAtMs,
      updated_at_ms: command.updatedAtMs,
      deprecated_at_ms: command.deprecatedAtMs ?? null,
      deletion_at_ms: command.deletionAtMs ?? null,
    })
    for (const { name } of parameters ?? []) this.#insertParameter.run(name, lastInsertRowid)
  }

  /** Writes all that can change in a command: not what it sends (CMD-001). */
  update(command: Command): void {
    this.#update.run(
      command.displayName ?? null,
      command.description ?? null,
      command.updatedAtMs,
      command.deprecatedAtMs ?? null,
      command.deletionAtMs ?? null,
      command.commandId,
    )
  }

  delete(commandId: string): void {
    this.#delete.run(commandId)
  }

  find(commandId: string): Command | undefined {
    const row = this.#find.get(commandId)
    return row === undefined ? undefined : toCommand(row)
  }

  /** Commands that are not pending deletion, in the order of creation or against it, behind `cursorSeq`; with a parameter of that name if one is given. */
  list(order: ListOrder, cursorSeq: number | undefined, parameterName: string | undefined, limit: number): readonly ListedCommand[] {
    const from = cursorSeq ?? (order === 'ASCENDING' ? 0 : Number.MAX_SAFE_INTEGER)
    const rows = parameterName === undefined ? this.#list[order].all(from, limit) : this.#listWith[order].all(parameterName, from, limit)
    return rows.map(toCommand)
  }

  /** Commands whose time of deletion has come. */
  dueDeletions(nowMs: number, limit: number): readonly Command[] {
    return this.#dueDeletions.all(nowMs, limit).map(toCommand)
  }

  earliestDeletionMs(): number | undefined {
    return this.#earliestDeletion.get()?.deletion_at_ms
  }
}

function toCommand(row: CommandRow): ListedCommand {
  return {
    seq: row.seq,
    commandId: row.command_id,
    displayName: row.display_name ?? undefined,
    description: row.description ?? undefined,
    content: toContent(row),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    deprecatedAtMs: row.deprecated_at_ms ?? undefined,
    deletionAtMs: row.deletion_at_ms ?? undefined,
  }
}

function toContent(row: CommandRow): CommandContent {
  if (row.payload_template === null)
    return { kind: 'static', content: new Uint8Array(row.content ?? Buffer.alloc(0)), contentType: row.content_type ?? '' }
  return {
    kind: 'dynamic',
    payloadTemplate: row.payload_template,
    outputFormat: row.output_format ?? 'JSON',
    // Written by insert above, so it is what it was given.
    mandatoryParameters:
      row.mandatory_parameters === null ? undefined : (fromColumn(row.mandatory_parameters) as readonly CommandParameter[]),
  }
}
