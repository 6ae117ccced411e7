import type { DayFigures, SupportFigures } from '#shared/protocol/supportFigures'

const columns = [
  'day', 'opened', 'answered', 'resolved', 'answers', 'firstAnswerMedianSeconds', 'resolutionMedianSeconds',
] as const satisfies (keyof DayFigures)[]

/** A line for each day (RFC 4180); days and numbers only, so that nothing needs quotes. */
export function figuresCsv({ days }: SupportFigures): string {
  const lines = days.map(day => columns.map(column => day[column] ?? '').join())
  return `${[columns.join(), ...lines].join('\r\n')}\r\n`
}
