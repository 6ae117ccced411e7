import type { Browser, Page } from '@playwright/test'
import { readMetrics } from '../support/metrics.ts'
import { Nodes } from '../support/nodes.ts'
import { unique } from '../support/random.ts'
import type { TestServer } from '../support/server.ts'
import { enterSquare, expect, say, stored, test, transcript } from './fixtures.ts'

const sockets = async (server: TestServer) => (await readMetrics(server)).get('plaza_connections')

async function enter(browser: Browser, origin: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: origin })).newPage()
  await enterSquare(page)
  return page
}

/** HAProxy gives a new socket to the node with the fewest; a page that came while another was going is loaded again. */
async function spread(pages: Page[], nodes: Nodes): Promise<void> {
  await expect(async () => {
    if ((await Promise.all(nodes.servers.map(sockets))).join() === '1,1') return
    await pages[1]?.reload()
    await expect.poll(() => Promise.all(nodes.servers.map(sockets)), { timeout: 10_000 }).toEqual([1, 1])
  }).toPass({ timeout: 120_000 })
}

test('two browsers on two nodes behind HAProxy talk; when a node is killed its person goes on at the other', async ({
  browser,
}) => {
  test.slow()
  const nodes = new Nodes()
  try {
    await nodes.start({
      name: 'browser-cluster',
      count: 2,
      redis: 'plain',
      haproxy: true,
      env: { NUXT_TRUSTED_PROXIES: '1' },
    })
    const pages = [await enter(browser, nodes.origins[0] ?? ''), await enter(browser, nodes.origins[0] ?? '')]
    await spread(pages, nodes)
    const mark = unique('node')
    for (const [n, page] of pages.entries()) {
      await say(page, `${mark} from ${n}.`)
      for (const reader of pages) await expect(stored(reader, `${mark} from ${n}.`)).toHaveCount(1)
    }
    const texts = Array.from({ length: 20 }, (_, n) => `${mark} number ${n}.`)
    for (const [n, text] of texts.entries()) {
      if (n === 8) await nodes.first.kill()
      for (const page of pages) await say(page, `${text} ${pages.indexOf(page)}`)
    }
    for (const reader of pages) {
      for (const text of texts) await expect(stored(reader, text)).toHaveCount(2, { timeout: 30_000 })
    }
    const [one, two] = await Promise.all(pages.map(transcript))
    expect(one?.filter(line => line.includes(mark))).toEqual(two?.filter(line => line.includes(mark)))
    const [{ stored: rows } = {}] = await nodes.last.chat('SELECT COUNT(*) AS stored FROM messages WHERE body LIKE ?', [
      `${mark}%`,
    ])
    expect(Number(rows)).toBe(2 + 2 * texts.length)
    for (const n of [0, 1]) {
      const own = (one ?? [])
        .filter(line => line.endsWith(`. ${n}`))
        .map(line => Number(/number (\d+)/.exec(line)?.[1]))
      expect(own).toEqual(texts.map((_, index) => index))
    }
    for (const page of pages) await page.context().close()
  }
  finally {
    await nodes.stop()
  }
})
