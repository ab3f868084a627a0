import { resourceNotFound } from '@iot-core-local/core'
import type { Stock } from '../context.js'
import { parseTarget } from '../model/target.js'
import type { NewTarget } from '../store/jobs-store.js'

/** Reads target ARNs, each once, in the order given. @throws InvalidRequestException, ResourceNotFoundException (JOB-111) */
export function checkTargets(stock: Stock, arns: readonly string[]): NewTarget[] {
  const targets = [...new Set(arns)].map((arn) => {
    const target = parseTarget(arn, stock.account.arns)
    return { ...target, groupId: target.kind === 'thinggroup' ? stock.things.groupIdOf(target.name) : undefined }
  })
  for (const target of targets) {
    const isThere = target.kind === 'thing' ? stock.things.exists(target.name) : stock.things.groupExists(target.name)
    if (!isThere) throw resourceNotFound(`${target.kind === 'thing' ? 'Thing' : 'Thing group'} ${target.name} does not exist.`)
  }
  return targets
}
