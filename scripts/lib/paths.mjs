import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project folder, wherever the command was called from. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Everything that is written at run time lives below this folder. */
export const dataDir = join(root, '.data')

/** The server that a build leaves behind. */
export const serverEntry = join(root, '.output', 'server', 'index.mjs')

/** What `npm run admin` runs; made by modules/adminCommand.ts. */
export const adminEntry = join(root, '.output', 'server', 'admin.mjs')
