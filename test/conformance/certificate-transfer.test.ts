import { certificateTransferCases } from './cases/certificate-transfer.js'
import { runArea } from './support/run-area.js'

runArea(certificateTransferCases)
