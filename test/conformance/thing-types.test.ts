import { thingTypeCases } from './cases/thing-types.js'
import { runArea } from './support/run-area.js'

runArea(thingTypeCases)
