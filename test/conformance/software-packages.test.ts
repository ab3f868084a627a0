import { softwarePackageCases } from './cases/software-packages.js'
import { runArea } from './support/run-area.js'

runArea(softwarePackageCases)
