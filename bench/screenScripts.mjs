import { gzipSync } from 'node:zlib'

/** The JavaScript that a page loads before anything is asked of it, as gzip would send it. */
export async function scriptsOf(browser, origin, kind) {
  const context = await browser.newContext()
  const page = await context.newPage()
  if (kind === 'room') {
    await page.goto(origin)
    await page.waitForLoadState('networkidle')
    await page.locator('[name=username]').fill(`js${Date.now()}`)
    await page.locator('form[action="/forms/guest"] button').click()
    await page.waitForURL('**/rooms/*')
  }
  const address = page.url() === 'about:blank' ? origin : page.url()
  const fresh = await context.newPage()
  const bodies = new Map()
  const pending = []
  fresh.on('response', (response) => {
    if (/\.js(?:\?|$)/.test(response.url())) {
      pending.push(
        response.body().then(
          body => bodies.set(response.url(), gzipSync(body).length),
          () => {},
        ),
      )
    }
  })
  const session = await context.newCDPSession(fresh)
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await fresh.goto(address)
  // Idle, but for the socket: what is prefetched for later pages counts for them.
  await fresh.waitForFunction(() => window.useNuxtApp?.().isHydrating === false)
  const needed = await fresh.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name, initiatorType }) => name.endsWith('.js') && initiatorType !== 'link')
      .map(({ name }) => name)
      .concat(
        [...document.querySelectorAll('link[rel=modulepreload], script[src]')].map(element =>
          element.href ?? element.src,
        ),
      ),
  )
  await Promise.all(pending)
  await context.close()
  const files = [...new Set(needed)].filter(url => bodies.has(url))
  return { files: files.length, bytes: files.reduce((sum, url) => sum + bodies.get(url), 0) }
}
