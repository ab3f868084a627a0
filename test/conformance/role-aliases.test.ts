import { roleAliasCases } from './cases/role-aliases.js'
import { runArea } from './support/run-area.js'

runArea(roleAliasCases)
