type Query = Record<string, unknown>

/** Where a link leads today that was made when groups, people and the form of a new group were one long page. */
export function oldPlace(query: Query, hash: string): string | undefined {
  const [, place] = Object.entries({
    '#create': '/rooms/new', '#directory': '/rooms/find', '#people': '/rooms/people',
  }).find(([name]) => name === hash) ?? []
  if (typeof query.query === 'string') return `/rooms/find?${new URLSearchParams({ query: query.query })}`
  if (typeof query.people === 'string') return `/rooms/people?${new URLSearchParams({ people: query.people })}`
  return place
}
