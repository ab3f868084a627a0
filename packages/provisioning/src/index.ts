export {
  type AnsweringFunction,
  createFunctionCaller,
  type FunctionCallerOptions,
  type LocalFunctionCaller,
} from './functions/function-caller.js'
export type {
  BulkInput,
  BulkSource,
  CaDirectory,
  CertificateDesk,
  CertificateSigner,
  FoundCertificate,
  FunctionCaller,
  PolicyDesk,
  RegisteredCertificate,
  RegistrationConfig,
  ReportLinks,
  TaggableResources,
  TagKeeper,
  ThingDesk,
} from './ports.js'
export { createProvisioning, type Provisioning, type ProvisioningDeps } from './provisioning.js'
