import { chromium } from '@playwright/test'
import { freePort } from '../tests/support/server.ts'

/** A browser that listens on a debugging port, for tools that bring their own driver. */
export async function launch(executablePath) {
  const port = await freePort()
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', `--remote-debugging-port=${port}`],
  })
  return { port, close: () => browser.close() }
}
