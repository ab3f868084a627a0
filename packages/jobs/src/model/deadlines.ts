import { DROP_STEP_TIMEOUT, MS_PER_MINUTE } from '../limits.js'

export interface Deadlines {
  readonly inProgressDeadlineMs: number | undefined
  readonly stepDeadlineMs: number | undefined
}

/** The deadlines of an execution that becomes IN_PROGRESS at `startedAtMs` (JOB-320). */
export function deadlinesAtStart(startedAtMs: number, inProgressTimeoutMinutes: number | undefined): Deadlines {
  return {
    inProgressDeadlineMs: inProgressTimeoutMinutes === undefined ? undefined : startedAtMs + inProgressTimeoutMinutes * MS_PER_MINUTE,
    stepDeadlineMs: undefined,
  }
}

/** The deadlines after a request that may name a step timeout: a new one replaces the old, -1 drops it (JOB-321). */
export function withStepTimeout(deadlines: Deadlines, nowMs: number, stepTimeoutMinutes: number | undefined): Deadlines {
  if (stepTimeoutMinutes === undefined) return deadlines
  const stepDeadlineMs = stepTimeoutMinutes === DROP_STEP_TIMEOUT ? undefined : nowMs + stepTimeoutMinutes * MS_PER_MINUTE
  return { ...deadlines, stepDeadlineMs }
}

/** The earlier of the two timers; undefined when none runs (JOB-322). */
export function effectiveDeadlineMs(deadlines: Deadlines): number | undefined {
  const { inProgressDeadlineMs, stepDeadlineMs } = deadlines
  if (inProgressDeadlineMs === undefined) return stepDeadlineMs
  return stepDeadlineMs === undefined ? inProgressDeadlineMs : Math.min(inProgressDeadlineMs, stepDeadlineMs)
}

/** `approximateSecondsBeforeTimedOut`: undefined when no timer runs (JOB-323). */
export function secondsBeforeTimedOut(deadlines: Deadlines, nowMs: number): number | undefined {
  const deadlineMs = effectiveDeadlineMs(deadlines)
  return deadlineMs === undefined ? undefined : Math.max(0, Math.ceil((deadlineMs - nowMs) / 1_000))
}
