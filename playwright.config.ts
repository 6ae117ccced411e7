import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: './tests/e2e',
  outputDir: './.data/test/browser',
  reporter: [['list']],
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    // Not the server's: what is rendered there must not depend on where the reader is.
    locale: 'de-DE',
    timezoneId: 'America/St_Johns',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    // Without its film, which took an eighth of the time: what a page was is in the snapshots. From CI nobody fetches
    // either, and each action waits for its snapshot.
    trace: process.env.CI ? 'off' : { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    screenshot: process.env.CI ? 'off' : 'only-on-failure',
    // What a test takes out of the network it takes from the page; tests/e2e/push.spec.ts has the service worker.
    serviceWorkers: 'block',
    launchOptions: {
      executablePath: process.env.PLAZA_HEADLESS_SHELL || undefined,
      args: ['--no-sandbox', '--disable-background-networking'],
    },
  },
})
