import { tagEventEndpointCases } from './cases/tags-events-endpoints.js'
import { runArea } from './support/run-area.js'

runArea(tagEventEndpointCases)
