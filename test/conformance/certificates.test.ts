import { certificateCases } from './cases/certificates.js'
import { runArea } from './support/run-area.js'

runArea(certificateCases)
