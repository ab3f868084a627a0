import { FilterTrie } from './filter-trie.js'

/** What the table needs of a rule. */
export interface MatchableRule {
  readonly ruleName: string
  readonly topicFilter: string | undefined
}

const NO_RULES: readonly never[] = []
/** Topics remembered per generation. */
const REMEMBERED_TOPICS = 5_000

/**
 * The enabled rules by name and by topic. Matches are remembered in two generations of topics: what is not asked for while one generation
 * fills is forgotten, so that the memory is bounded and a hit costs one lookup.
 */
export class RuleTable<Rule extends MatchableRule> {
  readonly #rules = new Map<string, Rule>()
  #trie = new FilterTrie<Rule>()
  #recent = new Map<string, readonly Rule[]>()
  #older = new Map<string, readonly Rule[]>()

  put(rule: Rule): void {
    this.#rules.set(rule.ruleName, rule)
    this.#rebuild()
  }

  remove(ruleName: string): void {
    if (this.#rules.delete(ruleName)) this.#rebuild()
  }

  byName(ruleName: string): Rule | undefined {
    return this.#rules.get(ruleName)
  }

  /** The rules whose FROM matches, in order of their names. */
  matching(topic: string): readonly Rule[] {
    if (this.#rules.size === 0) return NO_RULES
    const known = this.#recent.get(topic)
    if (known !== undefined) return known
    const found = this.#older.get(topic) ?? this.#find(topic)
    if (this.#recent.size >= REMEMBERED_TOPICS) {
      this.#older = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(topic, found)
    return found
  }

  clear(): void {
    this.#rules.clear()
    this.#rebuild()
  }

  #find(topic: string): readonly Rule[] {
    const found = this.#trie.find(topic)
    return found.length === 0 ? NO_RULES : found.sort((a, b) => (a.ruleName < b.ruleName ? -1 : 1))
  }

  #rebuild(): void {
    this.#trie = new FilterTrie()
    this.#recent = new Map()
    this.#older = new Map()
    for (const rule of this.#rules.values()) if (rule.topicFilter !== undefined) this.#trie.add(rule.topicFilter, rule)
  }
}
