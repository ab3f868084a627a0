import type { OperationName } from './areas.js'
import type { ErrorName } from './error-statuses.js'
import type { World } from './world.js'

/** How an operation has to answer in one situation. A case finds an empty account. */
export type ConformanceCase = SuccessCase | RefusalCase | PagesCase

/** The operation answers 200 at least once while `run` calls and checks. */
export interface SuccessCase {
  readonly kind: 'success'
  readonly rule: string
  readonly operation: OperationName
  readonly text: string
  readonly run: (world: World) => Promise<void>
}

/** The operation, called last, is the one call that fails. */
export interface RefusalCase {
  readonly kind: 'refusal'
  readonly rule: string
  readonly operation: OperationName
  readonly error: ErrorName
  readonly text: string
  /** Nothing is arranged, and a refusal changes nothing: such cases can share an empty account. */
  readonly isUnprepared: boolean
  /** Arranges, and says what is to be called and what has to come of it. */
  readonly prepare: (world: World) => Promise<ExpectedRefusal>
}

export interface ExpectedRefusal {
  readonly call: () => Promise<unknown>
  readonly message: string | RegExp | undefined
  /** Further members of the exception. */
  readonly members: object
}

/** The SDK's paginator of the operation, two items to a page, yields the items once each, in order. */
export interface PagesCase {
  readonly kind: 'pages'
  readonly rule: string
  readonly operation: OperationName
  readonly text: string
  readonly pageCount: number
  readonly read: (world: World) => Promise<{ readonly expected: readonly string[]; readonly pages: readonly (readonly string[])[] }>
}

/** An exception that the model declares and that no call brings about. */
export interface NotApplicable {
  readonly operation: OperationName
  readonly error: ErrorName
  readonly reason: string
}

/** All cases of an area. */
export interface AreaCases {
  readonly cases: readonly ConformanceCase[]
  readonly notApplicable: readonly NotApplicable[]
}

export function answers(rule: string, operation: OperationName, text: string, run: (world: World) => Promise<void>): SuccessCase {
  return { kind: 'success', rule, operation, text, run }
}

interface RefusalSpec<Given> {
  readonly given?: (world: World) => Promise<Given>
  readonly when: (world: World, given: Given) => Promise<unknown>
  /** Left out where no rule gives the text. */
  readonly message?: string | RegExp | ((given: Given, world: World) => string)
  readonly members?: (given: Given, world: World) => object
}

export function refuses<Given = undefined>(
  rule: string,
  operation: OperationName,
  error: ErrorName,
  text: string,
  { given, when, message, members }: RefusalSpec<Given>,
): RefusalCase {
  return {
    kind: 'refusal',
    rule,
    operation,
    error,
    text,
    isUnprepared: given === undefined,
    prepare: async (world) => {
      // Without `given` the type parameter is undefined.
      const situation = (await given?.(world)) as Given
      return {
        call: () => when(world, situation),
        message: typeof message === 'function' ? message(situation, world) : message,
        members: members?.(situation, world) ?? {},
      }
    },
  }
}

interface PagesSpec<Page> {
  /** Makes the items and returns them in the order in which they have to come. */
  readonly given: (world: World) => Promise<readonly string[]>
  readonly when: (world: World) => AsyncIterable<Page>
  readonly itemsOf: (page: Page) => readonly (string | undefined)[] | undefined
  /** Where there are not the usual five items. */
  readonly itemCount?: number
  /** Where the operation cannot be asked for smaller pages. */
  readonly isOnePage?: true
}

/** Items on a page of a paginated case. */
export const PAGE_SIZE = 2
/** Items of a paginated case: the last of the pages is not full. */
export const ITEM_COUNT = 5

export function paginates<Page>(rule: string, operation: OperationName, text: string, spec: PagesSpec<Page>): PagesCase {
  return {
    kind: 'pages',
    rule,
    operation,
    text,
    pageCount: spec.isOnePage === true ? 1 : Math.ceil((spec.itemCount ?? ITEM_COUNT) / PAGE_SIZE),
    read: async (world) => {
      const expected = await spec.given(world)
      const pages: string[][] = []
      for await (const page of spec.when(world)) pages.push((spec.itemsOf(page) ?? []).map((item) => item ?? '(none)'))
      return { expected, pages }
    },
  }
}

/** `<prefix>1` to `<prefix>5`. */
export function itemNames(prefix: string): readonly string[] {
  return Array.from({ length: ITEM_COUNT }, (_, index) => `${prefix}${index + 1}`)
}

/** AWS's sentence about one member that breaks one constraint of the model (REG-010). */
export function constraintMessage(member: string, value: string, constraint: string): string {
  return `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`
}

interface BrokenPattern {
  readonly member: string
  readonly pattern: string
  /** A value that breaks the pattern and nothing else. Default: two words. */
  readonly value?: string
  readonly when: (world: World, value: string) => Promise<unknown>
}

export function refusesPattern(operation: OperationName, { member, pattern, value = 'two words', when }: BrokenPattern): RefusalCase {
  return refuses('REG-011', operation, 'InvalidRequestException', `${member} does not match its pattern`, {
    when: (world) => when(world, value),
    message: constraintMessage(member, value, `Member must satisfy regular expression pattern: ${pattern}`),
  })
}

/** Lists take pages of 1 to 250 items (REG-023). */
export function refusesPageSize(
  operation: OperationName,
  member: 'maxResults' | 'pageSize',
  when: (world: World, size: number) => Promise<unknown>,
): RefusalCase {
  return refuses('REG-023', operation, 'InvalidRequestException', `a page of 251 items is asked for`, {
    when: (world) => when(world, 251),
    message: constraintMessage(member, '251', 'Member must have value less than or equal to 250'),
  })
}
