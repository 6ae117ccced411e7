export interface SnoozeChoice {
  id: 'hours' | 'tomorrow' | 'week'
  until: Date
}

const hourMs = 3_600_000
const opens = 9

/** Until when a case is put off, in the time of who puts it off. */
export function snoozeChoices(now = new Date()): SnoozeChoice[] {
  // The next Monday, never today.
  const toMonday = (8 - now.getDay()) % 7 || 7
  return [
    { id: 'hours', until: new Date(now.getTime() + 3 * hourMs) },
    { id: 'tomorrow', until: morning(now, 1) },
    ...(toMonday > 1 ? [{ id: 'week' as const, until: morning(now, toMonday) }] : []),
  ]
}

function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, opens)
}
