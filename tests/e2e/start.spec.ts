import { alive, enterSquare, expect, test } from './fixtures.ts'

// V8 parses a whole script again for the stack of an error, also of one that is caught.
test('no error is thrown while pages start in a new tab', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  const room = page.url()
  for (const address of ['/', room]) {
    const tab = await page.context().newPage()
    const thrown: string[] = []
    const debug = await tab.context().newCDPSession(tab)
    debug.on('Debugger.paused', ({ data, callFrames }) => {
      if (callFrames[0]?.url.includes('/_nuxt/')) thrown.push(String(data?.description))
      void debug.send('Debugger.resume')
    })
    await debug.send('Debugger.enable')
    await debug.send('Debugger.setPauseOnExceptions', { state: 'all' })
    await tab.goto(address)
    await alive(tab)
    expect(thrown).toEqual([])
    await tab.close()
  }
})

test('what a page may need later is fetched once it is hydrated', async ({ visit }) => {
  const { page } = await visit()
  await page.goto('/')
  await alive(page)
  await expect(page.locator('link[data-rel=prefetch]').first()).toBeAttached()
  await expect(page.locator('link[data-rel=prefetch]:not([rel=prefetch])')).toHaveCount(0)
})
