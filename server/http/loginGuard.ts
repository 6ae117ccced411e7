import type { H3Event } from 'h3'
import { AppError } from '../core/errors'
import { config } from '../core/config'
import { isDraining } from '../core/lifecycle'
import { findKnownPlace } from '../services/sessions/loginPlace'
import type { Place } from '../services/sessions/loginPlace'
import type { LoginAttempt } from '../services/users/user'
import { consume, count, giveBack } from './rateLimit'

/** Wrong passwords for one login in an hour before the next try has to wait. */
const free = 10
/** How long the first tries after that wait, as parts of the longest time; each one twice as long as the one before. */
const parts = [1 / 16, 1 / 8, 1 / 4, 1 / 2]
const stepMs = 100

/** Log-ins that wait at once: of one stranger's address, of one known place, and of each kind on this node. */
const waitingAtMost = { stranger: 5, known: 20, all: 2000 }

interface Waiting {
  all: number
  byPlace: Map<string, number>
}

const waiting: Record<'stranger' | 'known', Waiting> = {
  stranger: { all: 0, byPlace: new Map() },
  known: { all: 0, byPlace: new Map() },
}

export interface Admission {
  /** The password was right: what the try has taken from the budgets is given back. */
  succeeded: () => Promise<void>
  /** What to answer to a wrong password; another guess may as well come later. */
  failure: () => AppError
}

/**
 * Lets a log-in go on to the check of its password. From a device or an address that this account was logged in from
 * before a right password is never refused, and only slowed by guesses made there. Elsewhere it waits the longer the
 * more was guessed at this login, wherever, and an address that guesses itself is refused (`rate_limited`). The wait
 * comes before the check, so its length reveals nothing about the password, and counts are by what was typed, so they
 * reveal nothing about whether the account exists.
 */
export async function admitLogin(event: H3Event, { login, row }: LoginAttempt, from: Place): Promise<Admission> {
  if (!config().limited) return { succeeded: () => Promise.resolve(), failure: () => new AppError('unauthenticated') }
  // Looked up for nobody too: an account that does not exist takes as long.
  const known = await findKnownPlace(row?.id ?? 0, from)
  return known ? admitKnown(event, login, known) : admitStranger(event, login, from.address)
}

async function admitKnown(
  event: H3Event, login: string, { place, isDevice }: { place: string, isDevice: boolean },
): Promise<Admission> {
  const key = `${login} ${place}`
  const tries = await count('login.place', key)
  await wait(event, 'known', isDevice ? place : key, tries)
  return { succeeded: () => giveBack('login.place', key), failure: () => failureAfter(tries) }
}

async function admitStranger(event: H3Event, login: string, address: string): Promise<Admission> {
  const budgets = [['login.pair', `${login} ${address}`], ['login.address', address]] as const
  for (const [budget, key] of budgets) await consume(budget, key)
  await wait(event, 'stranger', address, await count('login.login', login))
  const succeeded = async () => {
    for (const [budget, key] of [...budgets, ['login.login', login] as const]) await giveBack(budget, key)
  }
  return { succeeded, failure: () => new AppError('unauthenticated') }
}

function failureAfter(tries: number): AppError {
  return tries <= free ? new AppError('unauthenticated') : refusal(waitOf(tries + 1))
}

function refusal(ms: number, code: 'busy' | 'rate_limited' = 'rate_limited'): AppError {
  return new AppError(code, { retryAfter: Math.max(1, Math.ceil(ms / 1000)) })
}

function waitOf(tries: number): number {
  return tries <= free ? 0 : config().loginDelayMs * (parts[tries - free - 1] ?? 1)
}

async function wait(event: H3Event, who: 'stranger' | 'known', place: string, tries: number): Promise<void> {
  const ms = waitOf(tries)
  if (ms === 0) return
  const { byPlace } = waiting[who]
  const here = byPlace.get(place) ?? 0
  if (here >= waitingAtMost[who]) throw refusal(ms)
  if (waiting[who].all >= waitingAtMost.all) throw refusal(ms, 'busy')
  byPlace.set(place, here + 1)
  waiting[who].all++
  try {
    await pass(event, ms)
  }
  finally {
    waiting[who].all--
    const left = (byPlace.get(place) ?? 1) - 1
    if (left > 0) byPlace.set(place, left)
    else byPlace.delete(place)
  }
}

/** Whoever has gone is not waited for, and a node that ends sends people to another one. */
async function pass(event: H3Event, ms: number): Promise<void> {
  const until = performance.now() + ms
  for (let left = ms; left > 0; left = until - performance.now()) {
    if (isDraining() || event.node.res.closed) throw new AppError('busy')
    await new Promise(resolve => setTimeout(resolve, Math.min(left, stepMs)))
  }
}
