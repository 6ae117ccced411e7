import { deskViews } from '#shared/protocol/supportCase'
import type { CaseFilter, DeskView, SupportCase } from '#shared/protocol/supportCase'

type Query = Record<string, unknown>

/** It is in the address, so that a reload and a link show the same. */
export function deskFilterOf({ view, inbox, team, label, query }: Query): CaseFilter {
  return {
    view: deskViews.find(one => one === view) ?? 'all',
    ...(isId(inbox) && { inbox: Number(inbox) }),
    ...(isId(team) && { team: Number(team) }),
    ...(isText(label) && { label: label.trim() }),
    ...(isText(query) && { query: query.trim() }),
  }
}

/** The address of a list, or of one of its cases. */
export function deskPath({ view, ...rest }: CaseFilter, caseId?: number): string {
  const query = new URLSearchParams()
  if (view !== 'all') query.set('view', view)
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) query.set(name, String(value))
  const path = caseId === undefined ? '/desk' : `/desk/${caseId}`
  return query.size > 0 ? `${path}?${query}` : path
}

/**
 * Whether a case belongs into a list, as the server decides it; undefined where only the server can say: it folds and
 * searches texts in its own way.
 */
export function isListed(one: SupportCase, filter: CaseFilter, userId: number | undefined): boolean | undefined {
  if (filter.inbox !== undefined && one.inboxId !== filter.inbox) return false
  if (filter.team !== undefined && one.teamId !== filter.team) return false
  if (!isInView(one, filter.view, userId)) return false
  return filter.query || filter.label ? undefined : true
}

function isInView({ state, assignee }: SupportCase, view: DeskView, userId: number | undefined): boolean {
  const isUnfinished = state === 'open' || state === 'waiting' || state === 'snoozed'
  if (view === 'all') return isUnfinished
  if (view === 'mine') return isUnfinished && assignee?.id === userId
  if (view === 'unassigned') return isUnfinished && !assignee
  return state === view
}

/** The order of the lists: the last change first. */
export function byChange(one: SupportCase, other: SupportCase): number {
  return Date.parse(other.updatedAt) - Date.parse(one.updatedAt) || other.id - one.id
}

const isId = (value: unknown) => /^[1-9]\d{0,15}$/.test(String(value))
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
