import type { Database } from './databases'

/**
 * A query that is built once for each database and then only filled in (`sql.placeholder`): building takes about as
 * long as asking. For what every page and every command asks.
 */
export function prepared<Query>(open: () => Database, build: (queries: Database['queries']) => Query): () => Query {
  const built = new WeakMap<Database, Query>()
  return () => {
    const database = open()
    const known = built.get(database) ?? build(database.queries)
    built.set(database, known)
    return known
  }
}
