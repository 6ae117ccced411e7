import { asc, eq } from 'drizzle-orm'
import { limits } from '#shared/limits'
import type { CaseFilter, SavedFilter } from '#shared/protocol/supportCase'
import type { FilterInput, FilterPatch } from '#shared/schemas/supportFilter'
import { supportFilters } from '../../../../drizzle/chat/support'
import { bus } from '../../../bus/bus'
import { AppError } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'
import { transaction } from '../../../database/transaction'
import type { Queries } from '../../../database/transaction'
import { requireInboxIds } from '../agent'

type FilterRow = typeof supportFilters.$inferSelect

/** The caller's saved filters in their order; `not_found` for who is no agent. */
export async function listFilters(userId: number): Promise<SavedFilter[]> {
  await requireInboxIds(userId)
  return (await selectFilters(chatDatabase().queries, userId)).map(toFilter)
}

/** A new one at the end. An inbox in it may be any: what one may see is decided when the filter is used. */
export async function createFilter(userId: number, { name, filter }: FilterInput): Promise<SavedFilter> {
  return changeFilters(userId, async (tx, rows) => {
    if (rows.length >= limits.support.filters) throw new AppError('conflict', { detail: 'too_many' })
    const [inserted] = await tx.insert(supportFilters).values({
      userId, name, filter: JSON.stringify(filter), position: (rows.at(-1)?.position ?? -1) + 1, createdAt: new Date(),
    })
    return { id: inserted.insertId, name, filter }
  })
}

/** What is left out stays as it is; another `position` moves those in between. */
export async function updateFilter(userId: number, id: number, patch: FilterPatch): Promise<SavedFilter> {
  return changeFilters(userId, async (tx, rows) => {
    const row = rows.find(one => one.id === id)
    if (!row) throw new AppError('not_found')
    const changed = {
      name: patch.name ?? row.name, filter: patch.filter ? JSON.stringify(patch.filter) : row.filter,
    }
    await tx.update(supportFilters).set(changed).where(eq(supportFilters.id, id))
    if (patch.position !== undefined) await arrange(tx, rows, row, patch.position)
    return toFilter({ ...row, ...changed })
  })
}

export async function deleteFilter(userId: number, id: number): Promise<void> {
  await changeFilters(userId, async (tx, rows) => {
    if (!rows.some(row => row.id === id)) throw new AppError('not_found')
    await tx.delete(supportFilters).where(eq(supportFilters.id, id))
  })
}

/** While the caller's filters are held; all their screens then show what is there now. */
async function changeFilters<T>(
  userId: number, work: (tx: Queries, rows: FilterRow[]) => Promise<T>,
): Promise<T> {
  await requireInboxIds(userId)
  const { answer, filters } = await transaction(chatDatabase().pool, async (tx) => {
    const answer = await work(tx, await selectFilters(tx, userId).for('update'))
    return { answer, filters: (await selectFilters(tx, userId)).map(toFilter) }
  })
  bus.publish({ kind: 'user', userId, events: [{ type: 'case.filters', filters }] })
  return answer
}

async function arrange(tx: Queries, rows: FilterRow[], row: FilterRow, position: number): Promise<void> {
  const others = rows.filter(one => one.id !== row.id)
  const moved = [...others.slice(0, position), row, ...others.slice(position)]
  for (const [place, { id, position: before }] of moved.entries()) {
    if (before !== place) await tx.update(supportFilters).set({ position: place }).where(eq(supportFilters.id, id))
  }
}

function selectFilters(queries: Queries, userId: number) {
  return queries.select().from(supportFilters).where(eq(supportFilters.userId, userId))
    .orderBy(asc(supportFilters.position), asc(supportFilters.id))
}

function toFilter({ id, name, filter }: FilterRow): SavedFilter {
  return { id, name, filter: JSON.parse(filter) as CaseFilter }
}
