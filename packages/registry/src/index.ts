export type { EndpointNames, EndpointType, PrincipalDirectory, TaggableResources } from './ports.js'
export { createRegistry } from './registry.js'
export type {
  Bindings,
  DynamicGroup,
  DynamicGroupInput,
  DynamicGroups,
  DynamicGroupStatus,
  DynamicGroupUpdate,
  EventConfigurationType,
  GroupDirectory,
  PropagatingAttribute,
  Registry,
  RegistryDeps,
  RegistryOptions,
  Tags,
  ThingBinding,
  ThingDirectory,
} from './registry-door.js'
