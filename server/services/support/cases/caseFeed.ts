import { and, asc, eq, gt, gte, lte } from 'drizzle-orm'
import { messages, rooms } from '../../../../drizzle/chat/schema'
import { supportCases } from '../../../../drizzle/chat/support'
import { bus } from '../../../bus/bus'
import { describeError, log } from '../../../core/log'
import { chatDatabase } from '../../../database/databases'
import type { Queries } from '../../../database/transaction'
import { changeRoom } from '../../memberships/membership'
import { assignCases } from '../assignment/assignment'
import type { FindPresent } from '../assignment/agentPresence'
import { selectCases } from '../case'
import type { CaseRow, FoundCase } from '../case'
import { lockCase, writeCase } from '../caseChange'
import { isTakenUp, stateFields } from '../caseState'
import { releaseCases, wakeCases } from './caseUpkeep'
import { announceCase, announceDeletion, recordCaseEvent } from '../caseEvent'
import type { CaseChange } from '../caseEvent'
import { queueAnswerMail } from './answerMail'
import { announceFollowing, followAgain } from '../caseWatch'
import type { Following } from '../caseWatch'
import { dueTimes } from '../target'

const sweepMs = 3000
const soonMs = 300
/** A node that stored a message and died before it was looked at: others find it within this. */
const sweptMs = 10 * 60_000
const atOnce = 200

const waiting = new Set<number>()
let running = false

type Written = Pick<typeof messages.$inferSelect, 'seq' | 'authorId' | 'createdAt'>

interface Advance {
  change: CaseChange
  following?: Following
}

/**
 * Moves cases on by what is written in their rooms, after the commit of it and by positions: with an answer of the team
 * a case waits for the customer, whose answer opens it again. No ack waits for it, nothing is done twice, and what a
 * node that died has left is found by the others.
 */
export function startCaseFeed(findPresent: FindPresent): void {
  let timer: NodeJS.Timeout | undefined
  bus.subscribe(({ to }) => {
    if (to.kind === 'case.message') {
      waiting.add(to.roomId)
      void run()
    }
    if (to.kind === 'case.deletion') void announceDeletion(to).catch(warn)
    // Whoever is there has it soon; when it is looked just now, the next time is soon enough.
    if (to.kind === 'case.opened' && timer) {
      clearTimeout(timer)
      timer = setTimeout(repeat, soonMs)
    }
  })
  let since = new Date(0)
  const look = async () => {
    const started = new Date(Date.now() - sweptMs)
    for (const roomId of await findBehind(since)) waiting.add(roomId)
    since = started
    await wakeCases()
    await releaseCases()
    await run()
    await assignCases(findPresent)
  }
  const repeat = () => {
    timer = undefined
    void look().catch(warn).finally(() => {
      timer = setTimeout(repeat, sweepMs).unref()
    })
  }
  repeat()
}

const warn = (error: unknown) => log.warn('cases', describeError(error))

async function run(): Promise<void> {
  if (running) return
  running = true
  try {
    for (const roomId of waiting) {
      waiting.delete(roomId)
      await advanceCase(roomId).catch((error: unknown) => log.warn('case', { roomId, ...describeError(error) }))
    }
  }
  finally {
    running = false
  }
}

async function advanceCase(roomId: number): Promise<void> {
  const [found] = await selectCases(chatDatabase().queries).where(eq(supportCases.roomId, roomId))
  if (!found) return
  const advance = await changeRoom(roomId, async (tx, held): Promise<Advance | undefined> => {
    const row = await lockCase(tx, found.row.id)
    const fields = await takeInWritten(tx, { ...found, row }, held.lastSeq)
    if (fields.seenSeq === undefined) return undefined
    const following = isTakenUp(row, fields) ? await followAgain(tx, row, { inbox: found.inbox, held }) : undefined
    // An answer of the team is no reason to refuse an agent who decides just now: most often it was their own.
    const isNews = fields.state !== row.state && fields.state !== 'waiting'
    const version = isNews ? row.version + 1 : row.version
    const room = following?.room ?? held
    return { change: await writeCase(tx, { ...found, row, room }, { ...fields, version }), following }
  })
  if (!advance) return
  const { change, following } = advance
  if (following) await announceFollowing(following)
  await announceCase(change)
  if (change.room.lastSeq > change.row.seenSeq) waiting.add(roomId)
}

/** What the messages make of a case that nobody has looked at yet; nothing when there are none. Its room is held. */
export async function takeInWritten(
  tx: Queries, found: Pick<FoundCase, 'row' | 'inbox'>, lastSeq: number,
): Promise<Partial<CaseRow>> {
  const { row } = found
  const written = await findWritten(tx, row, lastSeq)
  const last = written.at(-1)
  if (!last) return {}
  const answer = written.find(({ authorId }) => authorId !== row.customerId)
  if (answer) await queueAnswerMail(row, answer.createdAt)
  return { ...await takeIn(tx, found, written), seenSeq: last.seq }
}

function findWritten(tx: Queries, { roomId, seenSeq }: CaseRow, lastSeq: number): Promise<Written[]> {
  const { seq, authorId, createdAt } = messages
  return tx.select({ seq, authorId, createdAt }).from(messages)
    .where(and(eq(messages.roomId, roomId), gt(seq, seenSeq), lte(seq, lastSeq))).orderBy(asc(seq)).limit(atOnce)
}

/** What messages make of a case, one after another; spam stays what it is. */
async function takeIn(
  tx: Queries, { row, inbox }: Pick<FoundCase, 'row' | 'inbox'>, written: Written[],
): Promise<Partial<CaseRow>> {
  const now: CaseRow = { ...row }
  for (const { authorId, createdAt } of written) {
    now.updatedAt = laterThan(now.updatedAt, createdAt)
    if (now.state === 'spam') continue
    const isCustomer = authorId === row.customerId
    if (!isCustomer) {
      const kind = now.firstAnsweredAt ? 'replied' : 'answered'
      await recordCaseEvent(tx, now, { kind, actorId: authorId, at: createdAt })
      now.firstAnsweredAt ??= createdAt
    }
    const state = isCustomer ? 'open' : now.state === 'open' ? 'waiting' : now.state
    if (state !== now.state) {
      const change = { before: now.state, after: state, at: createdAt }
      await recordCaseEvent(tx, now, { kind: 'state', actorId: authorId, ...change })
      if (isTakenUp(now, { state })) now.resolutionDueAt = dueTimes(inbox, createdAt).resolutionDueAt
      Object.assign(now, stateFields(state))
    }
    now.waitingSince = isCustomer ? now.waitingSince ?? createdAt : null
  }
  return now
}

/**
 * An answer of the team moves a case without a new version, so readers go by its time: that is later than before also
 * when an agent has changed the case since the answer was written.
 */
function laterThan(before: Date, at: Date): Date {
  return new Date(Math.max(at.getTime(), before.getTime() + 1))
}

/** Rooms of cases with messages that nobody has looked at: found by when they were last written in. */
async function findBehind(since: Date): Promise<number[]> {
  const rows = await chatDatabase().queries.select({ id: rooms.id }).from(rooms)
    .innerJoin(supportCases, eq(supportCases.roomId, rooms.id))
    .where(and(eq(rooms.kind, 'support'), gte(rooms.activeAt, since), gt(rooms.lastSeq, supportCases.seenSeq)))
    .limit(atOnce)
  return rows.map(row => row.id)
}
