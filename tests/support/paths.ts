import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
/** Node of the project's own dependency, whatever runs the tests. */
export const node = join(root, 'node_modules/.bin/node')
/** The built server; another build may be named for comparison. */
export const serverEntry = process.env.PLAZA_TEST_SERVER ?? join(root, '.output/server/index.mjs')
export const testData = join(root, '.data/test')
