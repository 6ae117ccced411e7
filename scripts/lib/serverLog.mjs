import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

// Nitro swallows the first two and a page with the third still looks right: only the log shows them.
const signsOfFault = /unhandled ?rejection|uncaught ?exception|hydration/i

/** The lines of the logs below `folder` that no run may have, each as `file:line: text`. */
export function findFaults(folder) {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder, { recursive: true }).map(String).filter(name => name.endsWith('.log')).sort()
  return files.flatMap(file => faultsOf(file, readFileSync(join(folder, file), 'utf8')))
}

function faultsOf(file, text) {
  return text
    .split('\n')
    .flatMap((line, index) => (signsOfFault.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []))
}
