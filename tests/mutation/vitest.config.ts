import { defineConfig } from 'vitest/config'
import { clientProject } from '../client/support/project.ts'
import { unitProject } from '../../vitest.config.ts'

// Only tests that need no server and draw nothing: each of them runs thousands of times. Those of the documentation
// read files that the sandbox does not have.
const exclude = ['tests/unit/docs.test.ts', 'tests/unit/api-docs.test.ts']
const include = ['tests/client/{events,stores,utils}/**/*.test.ts']

export default defineConfig({
  test: {
    projects: [
      { ...unitProject, test: { ...unitProject.test, exclude } },
      { ...clientProject, test: { ...clientProject.test, include } },
    ],
  },
})
