import { caCertificateCases } from './cases/ca-certificates.js'
import { runArea } from './support/run-area.js'

runArea(caCertificateCases)
