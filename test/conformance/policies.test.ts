import { policyCases } from './cases/policies.js'
import { runArea } from './support/run-area.js'

runArea(policyCases)
