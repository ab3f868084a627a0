import { certificateProviderCases } from './cases/certificate-providers.js'
import { runArea } from './support/run-area.js'

runArea(certificateProviderCases)
