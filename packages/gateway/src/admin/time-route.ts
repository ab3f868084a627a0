import { jsonAnswer, type Answer } from '../errors/answer.js'
import type { AdminApi } from '../ports.js'
import { isObject } from '../wire/decode-json.js'
import { badInput } from './admin-error.js'
import { durationMs } from './duration.js'

const USAGE =
  'Send one of {"freeze": true}, {"freeze": "<ISO 8601 time or epoch milliseconds>"}, {"advance": <milliseconds, {"hours": 1, "minutes": 30} or "PT1H30M">}, {"resume": true}.'

export function answerTime(time: AdminApi['time']): Answer {
  const nowMs = time.now()
  return jsonAnswer(200, { now: new Date(nowMs).toISOString(), nowMs, isFrozen: time.isFrozen })
}

/** Freezes, moves or releases the clock. A move answers when all that it made due has been done. @throws AdminError */
export async function changeTime(time: AdminApi['time'], body: unknown): Promise<Answer> {
  if (!isObject(body)) throw badInput(`The body must be a JSON object. ${USAGE}`)
  const actions = Object.keys(body)
  const [action] = actions
  if (actions.length !== 1 || action === undefined) throw badInput(`One action at a time. ${USAGE}`)
  switch (action) {
    case 'freeze':
      freeze(time, body['freeze'])
      break
    case 'advance': {
      const byMs = durationMs(body['advance'])
      if (byMs === undefined) throw badInput(`"advance" is not a duration: the clock can only move forward. ${USAGE}`)
      if (Number.isNaN(new Date(time.now() + byMs).getTime())) throw badInput('"advance" would move the clock past the last date there is.')
      await time.advance(byMs)
      break
    }
    case 'resume':
      if (body['resume'] !== true) throw badInput(`"resume" takes true. ${USAGE}`)
      time.resume()
      break
    default:
      throw badInput(`"${action}" is not known. ${USAGE}`)
  }
  return answerTime(time)
}

function freeze(time: AdminApi['time'], at: unknown): void {
  if (at === true) {
    time.freeze()
    return
  }
  const atMs = typeof at === 'number' ? at : typeof at === 'string' ? Date.parse(at) : Number.NaN
  if (Number.isNaN(new Date(atMs).getTime())) throw badInput(`"freeze" takes true or a point in time. ${USAGE}`)
  if (atMs < time.now()) throw badInput('"freeze" is a time before now: the clock never goes back.')
  time.freeze(atMs)
}
