import { thingCases } from './cases/things.js'
import { runArea } from './support/run-area.js'

runArea(thingCases)
