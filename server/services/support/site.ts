import { isNull } from 'drizzle-orm'
import { supportInboxes } from '../../../drizzle/chat/support'
import { chatDatabase } from '../../database/databases'
import { inboxIdOf } from './customer'

type Sites = Map<number, string[]>

/** So long what an admin has changed may not be known here. */
const freshMs = 1000

let known: { sites: Promise<Sites>, until: number } | undefined

/** Whether any inbox may be called from pages of this origin. */
export async function isListedSite(origin: string): Promise<boolean> {
  const sites = await allSites()
  return [...sites.values()].some(list => list.includes(origin))
}

/** Whether the inbox of a customer lists this origin: a token is of no use on a page of somebody else. */
export async function mayCallFrom(userId: number, origin: string): Promise<boolean> {
  const inboxId = await inboxIdOf(userId)
  return inboxId !== undefined && (await allSites()).get(inboxId)?.includes(origin) === true
}

function allSites(): Promise<Sites> {
  const now = performance.now()
  if (!known || known.until < now) {
    known = { sites: loadSites(), until: now + freshMs }
    known.sites.catch(() => known = undefined)
  }
  return known.sites
}

async function loadSites(): Promise<Sites> {
  const { id, sites } = supportInboxes
  const rows = await chatDatabase().queries.select({ id, sites }).from(supportInboxes)
    .where(isNull(supportInboxes.deletedAt))
  return new Map(rows.map(row => [row.id, JSON.parse(row.sites) as string[]]))
}
