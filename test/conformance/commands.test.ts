import { commandCases } from './cases/commands.js'
import { runArea } from './support/run-area.js'

runArea(commandCases)
