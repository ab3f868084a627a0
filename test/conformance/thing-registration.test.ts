import { thingRegistrationCases } from './cases/thing-registration.js'
import { runArea } from './support/run-area.js'

runArea(thingRegistrationCases)
