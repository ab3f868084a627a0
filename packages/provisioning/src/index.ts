export { createProvisioning, type Provisioning, type ProvisioningDeps } from './provisioning.js'
