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
    testTimeout: 20_000,
    sequence: { groupOrder: 0 },
  },
}

/** What is waited for may take its time on a busy machine; the second that it has by default is too short. */
const patient = { poll: { timeout: 10_000 } }

/** Files that take a minute and mostly wait. As the last ones they would leave the machine idle. */
const long = /(?:socket-heartbeat|slow-reader|storm-(?:node|client)|push-nodes|faults\/(?:crowd|redis|push))\.test\.ts$/
const isLong = ({ moduleId }: TestSpecification) => long.test(moduleId)

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter(file => !isLong(file))]
  }
}

// Tests of the server boot the built one, each file its own with its own databases. A third of their time is waiting:
// four files at a time fill two cores. What breaks things comes last: it also tests how long something may take.
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
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 4,
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
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'faults',
          expect: patient,
          include: ['tests/faults/**/*.test.ts'],
          globalSetup: template,
          testTimeout: 90_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
