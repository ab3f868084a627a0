/** A statement that did more than any sensible one needs. It fails the rule for this message (RUL-660). */
export class EvaluationError extends Error {}
