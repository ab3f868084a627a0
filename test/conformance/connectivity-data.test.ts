import { connectivityDataCases } from './cases/connectivity-data.js'
import { runArea } from './support/run-area.js'

runArea(connectivityDataCases)
