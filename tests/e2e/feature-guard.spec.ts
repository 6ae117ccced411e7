import type { Page } from '@playwright/test'
import { firstAdmin, guest, member } from '../support/cast.ts'
import { featureBody, makeFeature } from '../support/features.ts'
import { figuresWhen } from '../support/figures.ts'
import { alive, expect, logInAs, test } from './fixtures.ts'

type App = { $pinia: { state: { value: { features: { shown: Record<string, { value: unknown }> } } } } }
type AppWindow = { useNuxtApp?: () => App }

/** As a component of a feature that breaks would: for those who have it the page throws, again and again. */
async function breakWith(page: Page, key: string): Promise<void> {
  await page.addInitScript((name) => {
    setInterval(() => {
      const { features } = (window as AppWindow).useNuxtApp?.().$pinia.state.value ?? {}
      if (features?.shown[name]?.value) throw new Error('something private')
    }, 500)
  }, key)
}

test('a feature whose pages throw is killed by its guard within a minute', async ({ browser, server }) => {
  test.setTimeout(150_000)
  const root = await firstAdmin(server)
  const people = [await member(server), await member(server), await guest(server), await guest(server)]
  const rest = await Promise.all(Array.from({ length: 44 }, () => guest(server)))
  const sockets = await Promise.all(rest.map(person => person.connect()))
  const conditions = [{ attribute: 'user', operator: 'in', values: people.map(({ id }) => id) }]
  const guard = { ratio: 3, minPeople: 4, minutes: 10, action: 'kill' }
  const { key } = await makeFeature(root, { rules: [{ conditions, variant: 'on' }], guard })
  const pages: Page[] = []
  for (const person of people) {
    const context = await browser.newContext({ baseURL: server.origin })
    const page = await context.newPage()
    await breakWith(page, key)
    await logInAs(page, person)
    await page.goto('/rooms')
    await alive(page)
    pages.push(page)
  }
  const thrownAt = performance.now()
  const feature = async () => featureBody(await root.get(`/api/admin/features/${key}`)).feature
  await expect.poll(async () => (await feature()).enabled, { timeout: 60_000 }).toBe(false)
  console.log(`killed ${Math.round(performance.now() - thrownAt)} ms after the last page was open`)
  expect((await feature()).killed?.reason).toMatch(/^Guard: \d of 4 people with it had page errors/)
  const figures = await figuresWhen(root, key, ({ guard: now }) => now?.state === 'killed')
  expect(figures.variants.find(({ variant }) => variant === 'on')?.faults).toBeGreaterThan(3)

  // The pages hear of it and are whole again.
  const isShown = (page: Page) => page.evaluate(name =>
    (window as AppWindow).useNuxtApp?.().$pinia.state.value.features.shown[name]?.value, key)
  for (const page of pages) await expect.poll(() => isShown(page)).toBe(false)
  expect(server.readLog()).not.toContain('something private')
  for (const page of pages) await page.context().close()
  for (const socket of sockets) await socket.close()
})
