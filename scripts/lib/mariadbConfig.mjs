import { totalmem } from 'node:os'
import { join } from 'node:path'
import { socketPath } from './socketPath.mjs'

const megabyte = 1024 * 1024

/** Where the parts of a private MariaDB lie that lives in the folder `dir`. */
export function mariadbPaths(dir) {
  return {
    dir,
    config: join(dir, 'mariadb.cnf'),
    data: join(dir, 'data'),
    errorLog: join(dir, 'error.log'),
    // Not the shared one: there, each MariaDB that starts deletes the temporary tables of all others.
    temporary: join(dir, 'tmp'),
    socket: socketPath(dir, 'mariadb.sock'),
  }
}

/** The text of the configuration file. Paths are not in it: the format has no safe way to write every name. */
export function mariadbConfig() {
  return `# Written by scripts/lib/mariadbConfig.mjs at every start.
[mariadbd]
skip-networking
skip-name-resolve
skip-log-bin
local-infile = 0
symbolic-links = 0

character-set-server = utf8mb4
collation-server = utf8mb4_nopad_bin
default-time-zone = +00:00
default-storage-engine = InnoDB

# An acked message is stored: every commit reaches the disk, and no page is ever half written.
innodb_flush_log_at_trx_commit = 1
innodb_doublewrite = ON

innodb_buffer_pool_size = ${bufferPoolMegabytes()}M
innodb_log_file_size = 256M
innodb_io_capacity = 1000
innodb_print_all_deadlocks = ON

max_connections = 400
max_allowed_packet = 64M
log_warnings = 1
`
}

/** A quarter of the machine's memory, between 128 and 1024. */
export function bufferPoolMegabytes(memory = totalmem()) {
  return Math.round(Math.min(1_024, Math.max(128, memory / megabyte / 4)))
}
