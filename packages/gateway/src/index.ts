export {
  createGateway,
  type Gateway,
  type GatewayDeps,
  type InjectRequest,
  type InjectResponse,
  type UpgradeHandler,
  type UpgradePeer,
} from './gateway.js'
export { createInputCheck, type InputCheck } from './input-check.js'
export type { AccessKey, GatewayOptions } from './options.js'
export type {
  AccountDirectory,
  AccountSelector,
  AdminApi,
  CredentialProvider,
  DomainRules,
  GatewayAccount,
  HealthReport,
  PartState,
  PermissionQuestion,
  SessionKeyReader,
  TemporaryCredentials,
  TemporaryKey,
} from './ports.js'
