import type { Client } from './client.ts'
import type { TestServer } from './server.ts'

/** The database ends no session of a person, until what is returned is called. */
export async function keepSessions(server: TestServer, { id }: Client): Promise<() => Promise<unknown>> {
  const name = `keep_${id}`
  await server.identity(`CREATE TRIGGER ${name} BEFORE DELETE ON sessions FOR EACH ROW
    IF OLD.user_id = ${id} THEN SIGNAL SQLSTATE '45000'; END IF`)
  return () => server.identity(`DROP TRIGGER ${name}`)
}
