import { ensureCommand } from './systemPackage.mjs'

// The "core" package has the programs alone; the full one would start a service of the whole system.
const mariadb = {
  title: 'MariaDB',
  aptPackages: ['mariadb-server-core', 'mariadb-server-core-10.6', 'mariadb-server-core-10.5'],
  brewPackage: 'mariadb',
}

/** The paths of MariaDB's server and of its installer; installs them when they are missing. */
export async function ensureMariadb() {
  return {
    mariadbd: await ensureCommand({ ...mariadb, commands: ['mariadbd'] }),
    install: await ensureCommand({ ...mariadb, commands: ['mariadb-install-db'] }),
  }
}
