import type { BoundPolicies, BoundStatement } from './bound-policies.js'
import type { BoundResource } from './compiled-policy.js'
import type { Question } from './evaluate.js'
import type { GlobReach } from './glob.js'

/** The Allow statement that differs least from a question. */
export interface NearestStatement {
  readonly statement: BoundStatement
  readonly coversAction: boolean
  /** The resource pattern that comes nearest; undefined when the resource fits, or is one that `NotResource` names. */
  readonly resource: BoundResource | undefined
  /** How far that pattern goes along with the resource; undefined when only a value is missing. */
  readonly reach: GlobReach | undefined
}

/** Statements about the action come before others; among them one whose resource fits, else the one that follows the resource furthest. */
export function nearestStatement(policies: BoundPolicies, { action, resource }: Question): NearestStatement | undefined {
  const about = nearestOf(policies.statementsFor(action).allowing, resource)
  if (about !== undefined) return { ...about, coversAction: true }
  const others = policies.statements.filter(({ compiled }) => compiled.statement.effect === 'Allow')
  const other = nearestOf(others, resource)
  return other === undefined ? undefined : { ...other, coversAction: false }
}

type Near = Omit<NearestStatement, 'coversAction'>

function nearestOf(statements: readonly BoundStatement[], asked: string): Near | undefined {
  let nearest: BoundStatement | undefined
  let nearestResource: BoundResource | undefined
  let nearestReach: GlobReach | undefined
  let furthest = -1
  for (const statement of statements) {
    if (statement.isNotResource) {
      if (statement.coversResource(asked)) return { statement, resource: undefined, reach: undefined }
      if (furthest < asked.length) [nearest, nearestResource, nearestReach] = [statement, undefined, undefined]
      furthest = asked.length
      continue
    }
    for (const resource of statement.resources) {
      const { glob, missing } = resource
      if (nearestReach !== undefined && nearestResource?.glob.isAheadOf(glob, nearestReach, asked) === true) continue
      const reach = glob.reach(asked)
      if (reach === undefined && missing === undefined) return { statement, resource: undefined, reach }
      const length = reach?.subjectEnd ?? asked.length
      if (length <= furthest) continue
      furthest = length
      nearest = statement
      nearestResource = resource
      nearestReach = reach
    }
  }
  return nearest === undefined ? undefined : { statement: nearest, resource: nearestResource, reach: nearestReach }
}
