const names = ['inbox', 'team', 'agent', 'from', 'to'] as const

/** Which cases are counted: empty is all. Days are those of the inbox. */
export type FiguresFilter = Partial<Record<typeof names[number], string>>

/** What the address asks the figures for. */
export function figuresFilterOf(query: Record<string, unknown>): FiguresFilter {
  return Object.fromEntries(names.flatMap((name) => {
    const value = query[name]
    return typeof value === 'string' && value ? [[name, value]] : []
  }))
}

export function figuresPath(path: string, filter: FiguresFilter & { timeZone?: string, format?: string }): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value))
  return query.size > 0 ? `${path}?${query}` : path
}
