import { existsSync, readFileSync } from 'node:fs'

/** Counts of a Vitest JSON report. A file that could not be loaded is one failure. */
export function readVitestReport(path, outcome) {
  const report = readReport(path)
  if (!report) return brokenRun(outcome)
  const unloadable = report.testResults.filter(file =>
    file.status === 'failed' && file.assertionResults.every(test => test.status !== 'failed'),
  )
  return agree(outcome, { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length })
}

/** Counts of a Playwright JSON report. A test that passed only when it was repeated has failed. */
export function readPlaywrightReport(path, outcome) {
  const report = readReport(path)
  if (!report) return brokenRun(outcome)
  const { expected, unexpected, flaky } = report.stats
  return agree(outcome, { passed: expected, failed: unexpected + flaky })
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
