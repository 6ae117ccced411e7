export const muteChoices = ['off', 'hour', 'day', 'week', 'always'] as const
export type MuteChoice = typeof muteChoices[number] | 'keep'

const hourMs = 60 * 60_000
const lengths = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs }
/** The last moment that a database can hold. */
const never = '9999-12-31T23:59:59.999Z'

/** Until when a room is muted; null for not at all, undefined for as it was. */
export function mutedUntilOf(choice: MuteChoice, now = Date.now()): string | null | undefined {
  if (choice === 'keep') return undefined
  if (choice === 'off') return null
  return choice === 'always' ? never : new Date(now + lengths[choice]).toISOString()
}

export function isMutedForGood(mutedUntil: string): boolean {
  return mutedUntil >= '9999'
}
