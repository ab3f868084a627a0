import { jobCases } from './cases/jobs.js'
import { runArea } from './support/run-area.js'

runArea(jobCases)
