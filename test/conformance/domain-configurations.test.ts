import { domainConfigurationCases } from './cases/domain-configurations.js'
import { runArea } from './support/run-area.js'

runArea(domainConfigurationCases)
