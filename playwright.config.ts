import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: './tests/e2e',
  globalSetup: './tests/support/template.ts',
  outputDir: './.data/test/browser',
  reporter: [['list']],
  forbidOnly: true,
  fullyParallel: true,
  // Three at a time fill two cores: a fourth only made each of them wait (14 processes ready to run, measured).
  workers: 3,
  // For a machine that is busy with others; what does not come is not there after twice as long either.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    browserName: 'chromium',
    // Not the server's: what is rendered there must not depend on where the reader is.
    locale: 'de-DE',
    timezoneId: 'America/St_Johns',
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    // A trace would take an eighth of the time: `--trace retain-on-failure` makes one of the test that is looked into.
    trace: 'off',
    screenshot: process.env.CI ? 'off' : 'only-on-failure',
    // What a test takes out of the network it takes from the page; tests/e2e/push.spec.ts has the service worker.
    serviceWorkers: 'block',
    launchOptions: {
      executablePath: process.env.PLAZA_HEADLESS_SHELL || undefined,
      args: ['--no-sandbox', '--disable-background-networking'],
    },
  },
})
