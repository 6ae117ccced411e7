import { fileURLToPath } from 'node:url'
import type { TestSpecification } from 'vitest/node'
import { BaseSequencer } from 'vitest/node'
import { defineConfig } from 'vitest/config'
import { clientProject } from './tests/client/support/project.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const alias = { '#shared': at('./shared'), '#server': at('./server'), '~~': at('.'), '~': at('.') }

const template = at('./tests/support/template.ts')

/** What needs neither a browser nor a server. */
export const unitProject = {
  resolve: { alias },
  // Pure functions: a process for each file would take longer than its tests.
  test: {
    name: 'unit',
    isolate: false,
    include: ['tests/unit/**/*.test.ts'],
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    sequence: { groupOrder: 0 },
  },
}

/** What is waited for may take its time on a busy machine; the second that it has by default is too short. */
const patient = { poll: { timeout: 20_000 } }

/** Files that take half a minute and mostly wait. As the last ones they would leave the machine idle. */
const long = [
  'socket-heartbeat', 'slow-reader', 'hostile-picture', 'push-nodes', 'presence-nodes', 'feature-figures',
  'feature-guard', 'broken-connection', 'faults/redis', 'faults/crowd', 'storm-node', 'storm-client', 'faults/push',
]
const rank = ({ moduleId }: TestSpecification) => {
  const place = long.findIndex(name => moduleId.endsWith(`/${name}.test.ts`))
  return place < 0 ? long.length : place
}

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}

// Tests of the server boot the built one, with databases of its own; useWorld says which files share one. A third of
// their time is waiting: five files at a time fill two cores. What breaks things comes last: it also tests how long
// something may take.
export default defineConfig({
  test: {
    reporters: ['default'],
    passWithNoTests: true,
    sequence: { sequencer: LongFirst },
    projects: [
      unitProject,
      clientProject,
      {
        test: {
          name: 'scripts',
          expect: patient,
          include: ['tests/scripts/**/*.test.{ts,mjs}'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 5,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'server',
          expect: patient,
          include: ['tests/server/**/*.test.ts'],
          globalSetup: template,
          // What is of a file is in its server and its databases; a process for each takes half a second of CPU.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 5,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'faults',
          expect: patient,
          include: ['tests/faults/**/*.test.ts'],
          globalSetup: template,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
