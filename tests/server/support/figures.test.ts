import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox, SupportHours } from '../../../shared/protocol/admin/adminInbox.ts'
import type { SupportFigures } from '../../../shared/protocol/supportFigures.ts'
import { openMinutesBetween } from '../../../shared/support/hours.ts'
import { firstAdmin } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { testData } from '../../support/paths.ts'
import { pick, seeded } from '../../support/random.ts'
import { caseOf, casesSettled, openCase, openInbox, putCase } from '../../support/support.ts'
import type { Customer } from '../../support/support.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

// From Saturday evening to Sunday night, when the clocks of Madrid go forward. What the desk did is counted again from
// the messages in the database and from what the test did, by other ways.
const clock = join(testData, 'figures-clock')
const moving = fileURLToPath(new URL('../../support/movingClock.cjs', import.meta.url))
mkdirSync(testData, { recursive: true })
let now = Date.parse('2027-03-27T18:00:00.000Z')
const setClock = () => writeFileSync(clock, String(now - Date.now()))
setClock()
const world = useWorld('support-figures', {
  NODE_OPTIONS: `--require ${JSON.stringify(moving)}`, PLAZA_CLOCK_FILE: clock,
})

const seed = Math.floor(Math.random() * 1e9)
const random = seeded(seed)
const everyDay = (timeZone: string, from: string, to: string): SupportHours =>
  ({ timeZone, spans: [1, 2, 3, 4, 5, 6, 7].map(day => ({ day, from, to })) })
const desks = [
  { hours: everyDay('Europe/Madrid', '01:00', '22:00'), targets: { firstAnswerMinutes: 45, resolutionMinutes: 240 } },
  { hours: everyDay('Asia/Kolkata', '00:00', '24:00'), targets: { firstAnswerMinutes: 30, resolutionMinutes: null } },
]

/** Nobody of them is connected. */
const assignment = { returnMinutes: null }

interface Done {
  id: number
  roomId: number
  desk: number
  customer: Customer
  openedAt: number
  /** What the target of the resolution counts from. */
  since: number
  ends: { at: number, since: number }[]
  isResolved: boolean
  score?: number
  assigneeId?: number
}

const inboxes: AdminInbox[] = []
const cases: Done[] = []
let agents: Client[]
beforeAll(async () => {
  const root = await firstAdmin(world.server)
  agents = [world.ada, world.grace]
  for (const desk of desks) inboxes.push(await openInbox(root, agents, { ...desk, assignment }))
  for (let n = 0; n < 150; n++) {
    // Later than the step before took, so that the clock never goes back.
    now += 10_000 + random() * 20 * 60_000
    setClock()
    await step()
    await casesSettled(world.server)
  }
}, 120_000)

async function step(): Promise<void> {
  const done = cases.length > 0 ? pick(random, cases) : undefined
  const dice = random()
  if (!done || dice < 0.2) return open()
  if (dice < 0.45) return ask(done)
  if (dice < 0.75) return void await pick(random, agents).say(done.roomId, 'An answer.')
  if (dice < 0.9) return done.isResolved ? rate(done) : resolve(done)
  const agent = pick(random, agents)
  await putCase(agent, done.id, { assigneeId: agent.id })
  done.assigneeId = agent.id
}

async function open(): Promise<void> {
  const desk = Math.floor(random() * desks.length)
  const { customer, id, roomId } = await openCase(world.server, inboxes[desk]!, { text: 'A question.' })
  for (const agent of agents) await agent.put(`/api/support/cases/${id}/watch`)
  const { createdAt } = await caseOf(world.ada, id)
  const openedAt = Date.parse(createdAt)
  cases.push({ id, roomId, desk, customer, openedAt, since: openedAt, ends: [], isResolved: false })
}

async function ask(done: Done): Promise<void> {
  const { createdAt } = await done.customer.say(done.roomId, 'One more question.')
  if (done.isResolved) done.since = Date.parse(createdAt)
  done.isResolved = false
}

async function resolve(done: Done): Promise<void> {
  const { resolvedAt } = await putCase(pick(random, agents), done.id, { state: 'resolved' })
  done.ends.push({ at: Date.parse(resolvedAt!), since: done.since })
  done.isResolved = true
}

async function rate(done: Done): Promise<void> {
  done.score = 1 + Math.floor(random() * 5)
  expect((await done.customer.post(`/api/support/cases/${done.id}/rating`, { score: done.score })).status).toBe(200)
}

const instant = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`)

/** As the clock on the wall shows it; by another way than the server goes. */
function wall(at: number, timeZone: string): { day: string, hour: number } {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at)
  return { day: text.slice(0, 10), hour: Number(text.slice(11, 13)) }
}

interface Answer { caseId: number, authorId: number, at: number }

async function answersOf(desk: number): Promise<Answer[]> {
  const rows = await world.server.chat<{ caseId: number, authorId: number, at: string }>(
    `SELECT c.id AS caseId, m.author_id AS authorId, CAST(m.created_at AS CHAR) AS at
      FROM messages m
      JOIN support_cases c ON c.room_id = m.room_id AND c.customer_id <> m.author_id
      WHERE c.inbox_id = ? ORDER BY m.room_id, m.seq`, [inboxes[desk]!.id],
  )
  return rows.map(row => ({ caseId: Number(row.caseId), authorId: Number(row.authorId), at: instant(row.at) }))
}

function durations(ms: number[]) {
  const sorted = ms.map(one => Math.round(one / 1000)).sort((a, b) => a - b)
  const atMost = (share: number) => sorted.find((_, n) => (n + 1) / sorted.length >= share) ?? null
  return { count: sorted.length, medianSeconds: atMost(0.5), p90Seconds: atMost(0.9) }
}

function tally(results: boolean[]) {
  const met = results.filter(Boolean).length
  return { met, missed: results.length - met }
}

async function recount(desk: number, from: string, to: string) {
  const { hours, targets } = desks[desk]!
  const on = (at: number) => wall(at, hours.timeZone).day >= from && wall(at, hours.timeZone).day <= to
  const inTime = (since: number, at: number, minutes: number) =>
    openMinutesBetween(hours, new Date(since), new Date(at)) <= minutes
  const own = cases.filter(one => one.desk === desk)
  const all = await answersOf(desk)
  const first = own.flatMap((done) => {
    const answer = all.find(({ caseId }) => caseId === done.id)
    return answer && on(answer.at) ? [{ ...answer, openedAt: done.openedAt }] : []
  })
  const answers = all.filter(({ at }) => on(at))
  const opened = own.filter(({ openedAt }) => on(openedAt))
  const resolved = own.flatMap(({ openedAt, ends }) => {
    const last = ends.findLast(({ at }) => on(at))
    return last ? [{ ...last, openedAt }] : []
  })
  const { resolutionMinutes } = targets
  return {
    opened: opened.length,
    answers: answers.length,
    firstAnswer: durations(first.map(({ at, openedAt }) => at - openedAt)),
    resolution: durations(resolved.map(({ at, openedAt }) => at - openedAt)),
    targets: {
      firstAnswer: tally(first.map(({ at, openedAt }) => inTime(openedAt, at, targets.firstAnswerMinutes))),
      resolution: resolutionMinutes === null
        ? { met: 0, missed: 0 }
        : tally(resolved.map(({ at, since }) => inTime(since, at, resolutionMinutes))),
    },
    hours: Array.from({ length: 24 }, (_, hour) => ({
      hour,
      opened: opened.filter(({ openedAt }) => wall(openedAt, hours.timeZone).hour === hour).length,
      answers: answers.filter(({ at }) => wall(at, hours.timeZone).hour === hour).length,
    })),
  }
}

async function figuresOf(query: string): Promise<SupportFigures> {
  const answer = await world.ada.get(`/api/support/figures?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return (answer.body as unknown as { figures: SupportFigures }).figures
}

const days = ['2027-03-27', '2027-03-28', '2027-03-29', '2027-03-30']
test.each([0, 1])('the figures of a desk equal a recount of its messages, in all and day by day', async (desk) => {
  const inbox = `inbox=${inboxes[desk]!.id}`
  const whole = await figuresOf(`${inbox}&from=${days[0]}&to=${days.at(-1)}`)
  const note = `seed ${seed}`
  expect(whole, note).toMatchObject(await recount(desk, days[0]!, days.at(-1)!))
  expect(whole.timeZone).toBe(desks[desk]!.hours.timeZone)
  expect(whole.opened, note).toBeGreaterThan(3)
  for (const [n, day] of days.entries()) {
    const { opened, answers, firstAnswer, resolution, ...rest } = await recount(desk, day, day)
    expect(await figuresOf(`${inbox}&from=${day}&to=${day}`), note)
      .toMatchObject({ opened, answers, firstAnswer, resolution, ...rest })
    expect(whole.days[n], note).toMatchObject({
      day, opened, answers, answered: firstAnswer.count, firstAnswerMedianSeconds: firstAnswer.medianSeconds,
    })
  }
})

test('the hour that the clocks leave out is nobody’s', async () => {
  const { hours } = await figuresOf(`inbox=${inboxes[0]!.id}&from=2027-03-28&to=2027-03-28`)
  expect(hours[2]).toEqual({ hour: 2, opened: 0, answers: 0 })
})

test('agents have what they wrote, and ratings are those of their cases', async () => {
  for (const desk of [0, 1]) {
    const query = `inbox=${inboxes[desk]!.id}&from=${days[0]}&to=${days.at(-1)}`
    const { agents: found, ratings } = await figuresOf(query)
    const answers = await answersOf(desk)
    const own = cases.filter(one => one.desk === desk)
    expect(ratings.scores).toEqual([1, 2, 3, 4, 5].map(score => own.filter(one => one.score === score).length))
    for (const agent of agents) {
      const figures = found.find(({ user }) => user.id === agent.id)
      const theirs = own.filter(({ assigneeId }) => assigneeId === agent.id)
      expect(figures?.answers ?? 0).toBe(answers.filter(({ authorId }) => authorId === agent.id).length)
      expect(figures?.ratings.count ?? 0).toBe(theirs.filter(({ score }) => score).length)
      expect(figures?.resolved ?? 0).toBe(theirs.filter(({ ends }) => ends.length > 0).length)
      const alone = await figuresOf(`${query}&agent=${agent.id}`)
      expect(alone.opened).toBe(theirs.length)
      expect(alone.answers).toBe(figures?.answers ?? 0)
    }
  }
})

test('what waits now is what the lists have', async () => {
  const waiting = await world.server.chat(
    'SELECT id FROM support_cases WHERE state = ? AND waiting_since IS NOT NULL', ['open'],
  )
  const { waiting: found, timeZone, opened } = await figuresOf(`from=${days[0]}&to=${days.at(-1)}`)
  expect({ found, timeZone, opened }).toEqual({ found: waiting.length, timeZone: 'UTC', opened: cases.length })
})

test('the zone of the reader counts where the inboxes have none in common', async () => {
  const query = `from=${days[0]}&to=${days.at(-1)}&timeZone=Asia/Kolkata`
  expect((await figuresOf(query)).timeZone).toBe('Asia/Kolkata')
  expect((await figuresOf(`${query}&inbox=${inboxes[0]!.id}`)).timeZone).toBe(desks[0]!.hours.timeZone)
  for (const wrong of ['Atlantis', '%2B05:30']) {
    const answer = await world.ada.get(`/api/support/figures?timeZone=${wrong}`)
    expect(answer.body).toMatchObject({ code: 'invalid', errors: [{ path: 'timeZone', code: 'time_zone' }] })
  }
})

test('a file has a line for each day', async () => {
  const query = `inbox=${inboxes[0]!.id}&from=${days[0]}&to=${days.at(-1)}`
  const answer = await world.ada.get(`/api/support/figures?${query}&format=csv`)
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(answer.headers['content-disposition']).toBe('attachment; filename="figures-2027-03-27-2027-03-30.csv"')
  const [head = '', ...lines] = answer.text.trim().split('\r\n')
  const columns = head.split(',')
  const rows = lines.map(line => Object.fromEntries(line.split(',').map((cell, n) => [columns[n], cell])))
  const { days: expected } = await figuresOf(query)
  const textOf = (day: object) => Object.fromEntries(Object.entries(day).map(([key, value]) => [key, `${value ?? ''}`]))
  expect(rows).toEqual(expected.map(textOf))
})

test('they are for agents of the inbox, and a period has an end', async () => {
  const path = `/api/support/figures?inbox=${inboxes[0]!.id}`
  for (const client of [world.mallory, world.gus, cases[0]!.customer]) {
    expectProblem(await client.get(path), 404, 'not_found')
  }
  for (const query of ['from=2027-02-30', 'from=2027-03-28&to=2027-03-27', 'from=2026-01-01&to=2027-03-27', 'to=x']) {
    expectProblem(await world.ada.get(`${path}&${query}`), 400, 'invalid')
  }
})
