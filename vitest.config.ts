import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { clientProject } from './tests/client/support/project.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const alias = { '#shared': at('./shared'), '#server': at('./server'), '~~': at('.'), '~': at('.') }

/** What needs neither a browser nor a server. */
export const unitProject = {
  resolve: { alias },
  test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], sequence: { groupOrder: 0 } },
}

// Tests of the server boot the built one, each file its own with its own databases; two files at a time fill two cores.
export default defineConfig({
  test: {
    reporters: ['default'],
    passWithNoTests: true,
    projects: [
      unitProject,
      clientProject,
      {
        test: {
          name: 'scripts',
          include: ['tests/scripts/**/*.test.{ts,mjs}'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'server',
          include: ['tests/server/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
