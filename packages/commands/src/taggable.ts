import type { ParsedArn } from '@iot-core-local/core'
import type { CommandsStore } from './store/commands-store.js'

/** Which resources of this package can have tags: commands. */
export interface TaggableResources {
  /** Whether the resource exists; undefined when resources of its type are not this package's. */
  exists(arn: ParsedArn): boolean | undefined
}

export function createTaggable(commands: CommandsStore): TaggableResources {
  return {
    exists: ({ resourceType, resourceId }) => (resourceType === 'command' ? commands.find(resourceId) !== undefined : undefined),
  }
}
