import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './child.mjs'
import { tool, toolEnvironment } from './node.mjs'
import { dataDir, root } from './paths.mjs'
import { readOutcome, readPlaywrightReport, readVitestReport } from './testReport.mjs'

const reports = join(dataDir, 'test', 'reports')

const vitestConfig = ['vitest.config.ts', 'vitest.config.mts']
/** The projects of Vitest that need no server. They run beside the build. */
const unitProjects = ['unit', 'client']
const vitest = (report, projects) => [
  'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, '--passWithNoTests',
  ...projects,
]

/**
 * What `npm test` runs. `config` are files of which one must exist for the check to apply. What is in the background
 * takes only what the build and the tests leave of the processor: the tests wait now and then, and some of them for no
 * longer than a person would. `vitest` has every project of Vitest when it is asked for by name, and in the whole run
 * those that `unit` leaves.
 */
export const checks = {
  types: {
    title: 'Types',
    config: ['nuxt.config.ts'],
    background: true,
    command: () => ['nuxt', 'typecheck'],
    count: readOutcome,
  },
  lint: {
    title: 'Lint',
    config: ['eslint.config.mjs', 'eslint.config.js', 'eslint.config.ts'],
    background: true,
    command: () => ['eslint', '.', '--max-warnings', '0'],
    count: readOutcome,
  },
  unit: {
    title: 'Unit tests',
    config: vitestConfig,
    background: true,
    command: report => vitest(report, unitProjects.map(name => `--project=${name}`)),
    count: (outcome, report) => readVitestReport(report, outcome),
  },
  vitest: {
    title: 'Server tests',
    config: vitestConfig,
    needsServer: true,
    command: (report, whole) => vitest(report, whole ? unitProjects.map(name => `--project=!${name}`) : []),
    count: (outcome, report) => readVitestReport(report, outcome),
  },
  playwright: {
    title: 'Browser tests',
    config: ['playwright.config.ts'],
    needsServer: true,
    command: () => ['playwright', 'test', '--reporter=list,json', '--pass-with-no-tests'],
    environment: report => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: report, PLAYWRIGHT_JSON_OUTPUT_NAME: report }),
    count: (outcome, report) => readPlaywrightReport(report, outcome),
  },
}

/** Whether the project has what this check looks at. */
export function applies({ config }) {
  return config.some(file => existsSync(join(root, file)))
}

/** Runs one check; answers `{ passed, failed, output }`. */
export async function runCheck(name, { args, live, environment }) {
  const check = checks[name]
  const report = join(reports, `${name}.json`)
  rmSync(report, { force: true })
  const [program, ...rest] = check.command(report, !live)
  const command = [...check.background ? ['nice', '-n', '19'] : [], tool(program), ...rest, ...args]
  const env = toolEnvironment({ ...environment, ...check.environment?.(report) })
  const outcome = await run(command[0], command.slice(1), { live, env, log: join(reports, `${name}.txt`) })
  return { ...check.count(outcome, report), output: outcome.output }
}
