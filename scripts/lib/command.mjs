import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

// Daemons live here; the PATH of an ordinary user often leaves these out.
const moreFolders = [
  '/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin', '/opt/homebrew/sbin',
  '/opt/homebrew/opt/mariadb/bin',
]

/** The full path of the first of these programs that is installed, or nothing. */
export function findCommand(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...moreFolders].filter(Boolean)
  return names.flatMap(name => folders.map(folder => join(folder, name))).find(isProgram)
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  }
  catch {
    return false
  }
}
