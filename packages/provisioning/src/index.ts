export type {
  CaDirectory,
  CertificateDesk,
  FoundCertificate,
  PolicyDesk,
  RegisteredCertificate,
  RegistrationConfig,
  TaggableResources,
  TagKeeper,
  ThingDesk,
} from './ports.js'
export { createProvisioning, type Provisioning, type ProvisioningDeps } from './provisioning.js'
