import { existsSync, readFileSync } from 'node:fs'

/** Counts and failures of a Vitest JSON report. A file that could not be loaded is one failure. */
export function readVitestReport(path, outcome) {
  const report = readReport(path)
  if (!report) return brokenRun(outcome)
  const unloadable = report.testResults.filter(file =>
    file.status === 'failed' && file.assertionResults.every(test => test.status !== 'failed'),
  )
  const failures = [
    ...unloadable.map(file => failure(file.name, '', file.message)),
    ...report.testResults.flatMap(file => file.assertionResults
      .filter(test => test.status === 'failed')
      .map(test => failure(file.name, test.fullName, test.failureMessages?.[0]))),
  ]
  return agree(outcome, { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length, failures })
}

/** Counts and failures of a Playwright JSON report. A test that passed only when it was repeated has failed. */
export function readPlaywrightReport(path, outcome) {
  const report = readReport(path)
  if (!report) return brokenRun(outcome)
  const { expected, unexpected, flaky } = report.stats
  const failures = specsOf(report.suites)
    .filter(spec => !spec.ok || spec.tests.some(test => test.status === 'flaky'))
    .map(spec => failure(spec.file, spec.title, firstErrorOf(spec)))
  return agree(outcome, { passed: expected, failed: unexpected + flaky, failures })
}

const specsOf = (suites = []) => suites.flatMap(({ specs = [], suites }) => [...specs, ...specsOf(suites)])

const firstErrorOf = ({ tests }) =>
  tests.flatMap(test => test.results).map(({ error }) => error?.message).find(Boolean)

/** One line: where, which test and the first line of why. */
function failure(file, name, reason = '') {
  const where = file.replace(`${process.cwd()}/`, '')
  // eslint-disable-next-line no-control-regex -- Playwright colours its messages
  const why = reason.replace(/\u001B\[[\d;]*m/g, '').split('\n')[0]
  return [where, name, why].filter(Boolean).join(' › ')
}

/** Counts of a check that has no tests inside: it is one. */
export function readOutcome({ ok }) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 }
}

// A runner may fail with no test failed (an error outside of the tests): that is a failure all the same.
function agree({ ok }, counts) {
  return { ...counts, failed: ok ? counts.failed : Math.max(1, counts.failed) }
}

function brokenRun({ ok }) {
  return { passed: 0, failed: ok ? 0 : 1 }
}

function readReport(path) {
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  }
  catch {
    return undefined
  }
}
