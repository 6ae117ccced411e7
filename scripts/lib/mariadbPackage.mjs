import { ensureCommands } from './systemPackage.mjs'

// The "core" packages have the programs alone; the full ones would start a service of the whole system.
const server = {
  title: 'MariaDB\'s server',
  aptPackages: ['mariadb-server-core', 'mariadb-server-core-10.6', 'mariadb-server-core-10.5'],
  brewPackage: 'mariadb',
}
// The installer of the first calls this program of the second.
const client = {
  title: 'MariaDB\'s client programs',
  aptPackages: ['mariadb-client-core', 'mariadb-client-core-10.6', 'mariadb-client-core-10.5'],
  brewPackage: 'mariadb',
}

/**
 * What a private MariaDB needs: each program is looked for by itself, as a machine may have one package
 * without the other.
 */
export const mariadbTools = [
  { ...server, commands: ['mariadbd'] },
  { ...server, commands: ['mariadb-install-db'] },
  { ...client, commands: ['my_print_defaults'] },
]

/** The paths of MariaDB's server and of its installer; installs them, and what they call, when they are missing. */
export async function ensureMariadb() {
  const [mariadbd, install] = await ensureCommands(mariadbTools)
  return { mariadbd, install }
}
