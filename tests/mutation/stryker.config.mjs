/** What has rules of its own and can be tested without a database, a socket or a page. */
const pureServerModules = [
  'server/bus/{envelope,frame}.ts',
  'server/core/{address,concurrencyLimiter,errors,rootCause,tokenBucket}.ts',
  'server/database/batcher.ts',
  'server/http/problem.ts',
  'server/realtime/floodGuard.ts',
  'server/realtime/commands/{failure,parseCommand}.ts',
  'server/services/audit/csv.ts',
  'server/services/memberships/right.ts',
  'server/services/messages/uncertainCommands.ts',
  'server/services/push/{backoff,pushHost,pushPayload}.ts',
  'server/services/settings/{ahoCorasick,messageReading,wordFilter}.ts',
  'server/services/users/{name,passwordRule,reservedName,skeleton}.ts',
]

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'tests/mutation/vitest.config.ts', related: false },
  mutate: ['stores/**/*.ts', 'shared/**/*.ts', ...pureServerModules],
  coverageAnalysis: 'perTest',
  // What runs once when a file is loaded (schemas, tables of words) would need all tests in a new process, each time.
  ignoreStatic: true,
  incremental: true,
  incrementalFile: '.data/mutation/incremental.json',
  tempDirName: '.data/mutation/sandbox',
  // What compiles a test reads .nuxt/tsconfig.json.
  ignorePatterns: ['!.nuxt', '.data', '.output', 'bench', 'deploy', 'docs', 'public', 'test-results'],
  concurrency: 2,
  reporters: ['clear-text', 'html', 'progress-append-only'],
  clearTextReporter: { reportTests: false, allowEmojis: false },
  htmlReporter: { fileName: '.data/mutation/report.html' },
  thresholds: { high: 90, low: 80, break: 80 },
}
