import { thingGroupCases } from './cases/thing-groups.js'
import { runArea } from './support/run-area.js'

runArea(thingGroupCases)
