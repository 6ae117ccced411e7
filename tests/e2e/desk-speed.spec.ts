import type { Page } from '@playwright/test'
import { firstAdmin, member } from '../support/cast.ts'
import { fillDesk } from '../support/desk.ts'
import { startServer } from '../support/server.ts'
import { caseOf, openCase, openInbox } from '../support/support.ts'
import { expect, logInAs, test } from './fixtures.ts'

const loads = 7
const atMostMs = 1_000

/** How long each load took to paint the desk, which shows this many cases. */
async function firstPaints(page: Page, shown: number): Promise<number[]> {
  const times: number[] = []
  for (let load = 0; load < loads; load++) {
    const answer = await page.goto('/desk')
    expect(await answer?.text(), 'the first paint has the cases').toContain('data-case')
    const rows = page.getByRole('region', { name: 'Cases' }).locator('a[data-case]')
    await expect(rows).toHaveCount(shown)
    times.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]!.startTime))
  }
  test.info().annotations.push({ type: `first paint of ${shown}, ms`, description: times.map(Math.round).join() })
  return times
}

test('the desk is painted within a second with 10,000 cases stored', async ({ browser }) => {
  test.setTimeout(180_000)
  const server = await startServer({ name: 'browser-desk-speed' })
  const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 1440, height: 900 } })
  try {
    const [root, ada] = [await firstAdmin(server), await member(server, 'ada')]
    const inbox = await openInbox(root, [ada], { assignment: { returnMinutes: null } })
    const { id } = await openCase(server, inbox)
    const { customer: { user } } = await caseOf(ada, id)
    const page = await context.newPage()
    await logInAs(page, ada)
    // A machine that is busy takes its time for one case too.
    const empty = await firstPaints(page, 1)
    await fillDesk(server, { inboxId: inbox.id, cases: 10_000, customerId: user.id, agentIds: [ada.id] })
    const times = await firstPaints(page, 30)
    // What else the machine does only adds to a time: the shortest is the page's own.
    const least = Math.min(...times)
    const atMost = Math.max(atMostMs, 2 * Math.min(...empty))
    expect(least, `first paints after ${times.map(Math.round).join(', ')} ms`).toBeLessThan(atMost)
  }
  finally {
    await context.close()
    await server.stop()
  }
})
