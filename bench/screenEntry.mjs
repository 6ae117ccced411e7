import { randomUUID } from 'node:crypto'

/** A device that is slower than this one: its processor, its line. */
export async function slowDown(page, { cpu, kbits, latency }) {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency,
    downloadThroughput: kbits * 128,
    uploadThroughput: kbits * 128,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpu })
}

/**
 * Milliseconds from the first request of a browser that was never here to the guest's own message,
 * stored, on the screen.
 */
export async function timeToMessage(browser, origin, slow) {
  const context = await browser.newContext(
    slow ? { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true } : {},
  )
  const page = await context.newPage()
  if (slow) await slowDown(page, slow)
  const begin = performance.now()
  await page.goto(origin, { waitUntil: 'commit' })
  await page.locator('[name=username]').fill(`gus${randomUUID().slice(0, 8)}`)
  await page.locator('form[action="/forms/guest"] button').click()
  const text = `here I am ${randomUUID()}`
  await page.locator('#composer textarea').fill(text)
  await page.locator('#composer button[type=submit]').click()
  await page.locator('[data-seq]').filter({ hasText: text }).waitFor()
  const took = performance.now() - begin
  await context.close()
  return took
}
