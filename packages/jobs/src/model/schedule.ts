import { invalidRequest } from '@iot-core-local/core'
import { MS_PER_MINUTE } from '../limits.js'
import { type Cron, nextTime, parseCron } from './cron.js'
import { parseDateTime } from './date-time.js'
import type { JobConfig } from './job.js'

export type SchedulingConfig = NonNullable<JobConfig['schedulingConfig']>
export type EndBehavior = NonNullable<SchedulingConfig['endBehavior']>

/** A schedule as numbers; times are epoch ms. */
export interface Schedule {
  readonly startMs: number | undefined
  readonly endMs: number | undefined
  readonly endBehavior: EndBehavior
  readonly windows: readonly { readonly cron: Cron; readonly durationMs: number }[]
}

export interface Window {
  readonly startMs: number
  readonly endMs: number
}

const MIN_LEAD_MS = 30 * MS_PER_MINUTE
const YEAR_MS = 365 * 24 * 60 * MS_PER_MINUTE
/** How many window starts DescribeJob shows (JOB-131). */
const SHOWN_ROLLOUTS = 7

/** @throws InvalidRequestException */
export function readSchedule(config: SchedulingConfig | undefined): Schedule {
  return {
    startMs: config?.startTime === undefined ? undefined : parseDateTime('startTime', config.startTime),
    endMs: config?.endTime === undefined ? undefined : parseDateTime('endTime', config.endTime),
    endBehavior: config?.endBehavior ?? 'STOP_ROLLOUT',
    windows: (config?.maintenanceWindows ?? []).map((window) => ({
      cron: parseCron(window.startTime),
      durationMs: window.durationInMinutes * MS_PER_MINUTE,
    })),
  }
}

/** What a new job's schedule has to keep to (JOB-341 to JOB-343). @throws InvalidRequestException */
export function checkSchedule(config: SchedulingConfig, targetSelection: string, nowMs: number): void {
  const { startMs, endMs, windows } = readSchedule(config)
  if (config.endBehavior !== undefined && endMs === undefined) throw invalidRequest('endBehavior needs an endTime.')
  if (startMs !== undefined && (startMs < nowMs + MIN_LEAD_MS || startMs > nowMs + YEAR_MS)) {
    throw invalidRequest('startTime must be at least 30 minutes and at most one year ahead.')
  }
  if (endMs !== undefined && (endMs < nowMs + MIN_LEAD_MS || endMs > nowMs + 2 * YEAR_MS)) {
    throw invalidRequest('endTime must be at least 30 minutes and at most two years ahead.')
  }
  if (startMs !== undefined && endMs !== undefined && (endMs - startMs < MIN_LEAD_MS || endMs - startMs > 2 * YEAR_MS)) {
    throw invalidRequest('endTime must be at least 30 minutes and at most two years after startTime.')
  }
  if (windows.length > 0 && targetSelection !== 'CONTINUOUS') throw invalidRequest('maintenanceWindows are for CONTINUOUS jobs.')
}

/** The window that is open at `nowMs` or, when none is, the next one to open; undefined when there will be none. */
export function currentWindow(schedule: Schedule, nowMs: number): Window | undefined {
  let earliest: Window | undefined
  for (const { cron, durationMs } of schedule.windows) {
    // One that began before now may still be open.
    const startMs = nextTime(cron, nowMs - durationMs + 1)
    if (startMs !== undefined && (earliest === undefined || startMs < earliest.startMs)) {
      earliest = { startMs, endMs: startMs + durationMs }
    }
  }
  return earliest
}

/** The starts of the windows to come, at most seven (JOB-343). */
export function nextRollouts(schedule: Schedule, nowMs: number): number[] {
  const starts: number[] = []
  let fromMs = Math.max(nowMs, schedule.startMs ?? nowMs)
  while (starts.length < SHOWN_ROLLOUTS) {
    const from = fromMs
    const next = schedule.windows.map(({ cron }) => nextTime(cron, from)).filter((time) => time !== undefined)
    if (next.length === 0) break
    const startMs = Math.min(...next)
    if (schedule.endMs !== undefined && startMs >= schedule.endMs) break
    starts.push(startMs)
    fromMs = startMs + MS_PER_MINUTE
  }
  return starts
}
