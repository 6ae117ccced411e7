import type { CaseRow } from './case'

/** What comes with a state: when it was resolved, until when it is put off, and that nobody waits any more. */
export function stateFields(state: CaseRow['state'], snoozedUntil: Date | null = null): Partial<CaseRow> {
  return {
    state, snoozedUntil,
    resolvedAt: state === 'resolved' ? new Date() : null,
    ...(isOver(state) && { waitingSince: null }),
  }
}

/** A case that was over is to be worked on again. */
export function isTakenUp(before: Pick<CaseRow, 'state'>, { state }: Partial<CaseRow>): boolean {
  return isOver(before.state) && state !== undefined && !isOver(state)
}

function isOver(state: CaseRow['state']): boolean {
  return state === 'resolved' || state === 'spam'
}
