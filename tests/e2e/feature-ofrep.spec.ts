import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Page, Request } from '@playwright/test'
import { build } from 'esbuild'
import { firstAdmin } from '../support/cast.ts'
import { changeFeature, makeFeature, onFor } from '../support/features.ts'
import { makeToken } from '../support/ofrep.ts'
import { freePort } from '../support/server.ts'
import { until } from '../support/until.ts'
import { expect, logInAs, test as base } from './fixtures.ts'

/** A page of another application, with the provider for browsers as npm has it. */
const program = `
  import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk'
  import { OFREPWebProvider } from '@openfeature/ofrep-web-provider'
  window.changes = []
  window.begin = async (baseUrl, token, context) => {
    const provider = new OFREPWebProvider({ baseUrl, headers: [['Authorization', 'Bearer ' + token]] })
    OpenFeature.addHandler(
      ProviderEvents.ConfigurationChanged, details => window.changes.push(...(details?.flagsChanged ?? [])),
    )
    await OpenFeature.setContext(context)
    await OpenFeature.setProviderAndWait(provider).catch(() => {})
    return OpenFeature.getClient().providerStatus
  }
  window.become = context => OpenFeature.setContext(context)
  window.details = (key, fallback) => typeof fallback === 'object'
    ? OpenFeature.getClient().getObjectDetails(key, fallback)
    : OpenFeature.getClient().getBooleanDetails(key, fallback)
`

interface Shop {
  changes: string[]
  begin: (baseUrl: string, token: string, context: object) => Promise<string>
  become: (context: object) => Promise<void>
  details: (key: string, fallback: unknown) => { value: unknown, variant?: string, reason?: string, errorCode?: string }
}

const test = base.extend<object, { shop: string }>({
  // eslint-disable-next-line no-empty-pattern
  shop: [async ({}, use) => {
    const resolveDir = fileURLToPath(new URL('.', import.meta.url))
    const bundle = await build(
      { stdin: { contents: program, resolveDir }, bundle: true, format: 'iife', platform: 'browser', write: false },
    )
    const script = bundle.outputFiles[0]!.text.replaceAll('</script', '<\\/script')
    const page = `<!doctype html><title>A shop</title><link rel="icon" href="data:,"><script>${script}</script>`
    const server = createServer(
      (_, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end(page),
    )
    const port = await freePort()
    server.listen(port, '127.0.0.1')
    // Another site, not only another port: cookies know no ports.
    await use(`http://localhost:${port}`)
    server.closeAllConnections()
    server.close()
  }, { scope: 'worker' }],
})

const details = (page: Page, key: string, fallback: unknown = false) =>
  page.evaluate(([key, fallback]) => (window as unknown as Shop).details(key as string, fallback), [key, fallback])
const begin = (page: Page, origin: string, token: string, context: object) =>
  page.evaluate(
    ([origin, token, context]) => (window as unknown as Shop).begin(
      origin as string, token as string, context as object,
    ),
    [origin, token, context],
  )
const become = (page: Page, context: object) => page.evaluate(
  context => (window as unknown as Shop).become(context), context,
)

test('a page of another origin sees a change live, without polling and without a cookie', async ({
  visit, server, shop,
}) => {
  const root = await firstAdmin(server)
  const { token, details: issued } = await makeToken(root)
  const flag = await makeFeature(
    root, { rules: [{ conditions: [{ attribute: 'plan', operator: 'in', values: ['premium'] }], variant: 'on' }] },
  )
  const look = await makeFeature(
    root, { variants: { old: {}, new: { colour: 'red' } }, defaultVariant: 'new', offVariant: 'old' },
  )
  const { page } = await visit({ baseURL: server.origin })
  await logInAs(page, root)
  const asked: Request[] = []
  page.on('request', request => request.url().includes('/ofrep/') && asked.push(request))
  const bulk = () => asked.filter(request => request.method() === 'POST')

  await page.goto(shop)
  expect(await begin(page, server.origin, token, { targetingKey: 'ada', plan: 'free' })).toBe('READY')
  expect(await details(page, flag.key)).toMatchObject({ value: false, variant: 'off', reason: 'DEFAULT' })
  expect(await details(page, look.key, {})).toMatchObject({ value: { colour: 'red' } })
  expect(await details(page, 'nowhere', true)).toMatchObject({ value: true, errorCode: 'FLAG_NOT_FOUND' })
  await become(page, { targetingKey: 'ada', plan: 'premium' })
  await expect.poll(() => details(page, flag.key)).toMatchObject({ value: true, reason: 'TARGETING_MATCH' })

  // It asks once more when its stream is open; from then on only when it is told.
  await until('the stream', () => asked.some(request => request.url().includes('/ofrep/v1/changes')))
  await expect.poll(
    async () => (await (await fetch(`${server.origin}/metrics`)).text()).match(/plaza_feature_streams (\d+)/)?.[1],
  ).toBe('1')
  await expect.poll(() => bulk().length).toBe(3)
  const before = bulk().length
  const began = performance.now()
  await changeFeature(root, flag.key, { rules: [] })
  await expect.poll(() => details(page, flag.key), { intervals: [20] }).toMatchObject({ value: false })
  expect(performance.now() - began).toBeLessThan(10_000)
  expect(bulk().length - before, 'asked once, because it was told').toBe(1)
  await expect.poll(() => page.evaluate(() => (window as unknown as Shop).changes)).toContain(flag.key)

  await server.restart()
  await changeFeature(root, flag.key, { rules: onFor() })
  await expect.poll(() => details(page, flag.key), { timeout: 30_000 }).toMatchObject({ value: true })
  for (const request of asked) expect((await request.allHeaders()).cookie, request.url()).toBeUndefined()

  await root.delete(`/api/admin/tokens/${issued.id}`)
  const status = await page.evaluate(async ([url, token]) => {
    const headers = { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' }
    return (await fetch(url!, { method: 'POST', body: '{}', headers })).status
  }, [`${server.origin}/ofrep/v1/evaluate/flags`, token])
  expect(status).toBe(401)
})

test('a wrong token is fatal to the provider, and nothing else can be read', async ({ browser, server, shop }) => {
  // Without the watch over the console: the browser says of each that it is blocked.
  const page = await browser.newPage()
  await page.goto(shop)
  expect(await begin(page, server.origin, `plaza_${'a'.repeat(43)}`, { targetingKey: 'ada' })).toBe('FATAL')
  const read = (path: string) => page.evaluate(
    url => fetch(url, { headers: { authorization: 'Bearer x' } }).then(() => 'read', () => 'blocked'),
    server.origin + path,
  )
  for (const path of ['/api/session', '/api/features', '/', '/api/site']) expect(await read(path)).toBe('blocked')
  await page.close()
})
