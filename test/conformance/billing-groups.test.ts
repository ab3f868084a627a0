import { billingGroupCases } from './cases/billing-groups.js'
import { runArea } from './support/run-area.js'

runArea(billingGroupCases)
