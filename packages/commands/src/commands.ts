import type { AccountContext, DueWork, Publisher, Service } from '@iot-core-local/core'
import type { CommandsContext } from './context.js'
import { DEFAULT_SLICE_SIZE } from './limits.js'
import { createCborCodec } from './model/cbor.js'
import { controlOperations } from './operations/index.js'
import { startCommandExecution } from './operations/start-command-execution.js'
import type { TagKeeper, ThingLookup } from './ports.js'
import { createDueRunner } from './runner/due-runner.js'
import { CommandsStore } from './store/commands-store.js'
import { ExecutionsStore } from './store/executions-store.js'
import { migrations } from './store/migrations.js'
import { createTaggable, type TaggableResources } from './taggable.js'
import { responseTopics } from './topics/responses.js'

export interface CommandsDeps extends AccountContext {
  readonly publisher: Publisher
  readonly things: ThingLookup
  readonly tags: TagKeeper
}

export interface CommandsOptions {
  /** How many rows one stretch of background work handles before the event loop gets its turn. Default 50. */
  readonly sliceSize?: number
}

export interface Commands extends Service {
  readonly taggable: TaggableResources
}

/** Makes the commands service of one account: commands, their executions, the topics that devices answer on, and the timeouts (CMD). */
export function createCommands(deps: CommandsDeps, options: CommandsOptions = {}): Commands {
  deps.store.migrate('commands', migrations)
  const commands = new CommandsStore(deps.store)
  const context: CommandsContext = {
    account: deps,
    publisher: deps.publisher,
    things: deps.things,
    tags: deps.tags,
    commands,
    executions: new ExecutionsStore(deps.store),
    cbor: createCborCodec(),
    expectDue: (dueMs) => {
      runner.expect(dueMs)
    },
  }
  const runner: DueWork = createDueRunner(context, options.sliceSize ?? DEFAULT_SLICE_SIZE)
  return {
    name: 'commands',
    operations: { iot: controlOperations(context), 'iot-jobs-data': { StartCommandExecution: startCommandExecution(context) } },
    topics: responseTopics(context),
    taggable: createTaggable(commands),
    start: () => {
      runner.start()
    },
    close: () => runner.close(),
  }
}
