export {
  createFunctionInvoker,
  FunctionInvocationError,
  type FunctionInvokerOptions,
  type LocalFunction,
  type LocalFunctionContext,
  type LocalFunctionInvoker,
} from './function-invoker.js'
export type { FunctionInvoker, RuleMessage, RuleMessageProperties, RuleSink } from './ports.js'
export { createRules, type Rules, type RulesDeps, type RulesOptions } from './rules.js'
