export { createCommands, type Commands, type CommandsDeps, type CommandsOptions } from './commands.js'
export type { TagKeeper, ThingLookup } from './ports.js'
export type { TaggableResources } from './taggable.js'
