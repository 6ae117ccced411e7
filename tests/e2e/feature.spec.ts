import type { Page } from '@playwright/test'
import { firstAdmin, guest, member } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { changeFeature, featureBody, isWithin, makeFeature, makeSplitFeature, onFor } from '../support/features.ts'
import type { TestServer } from '../support/server.ts'
import { alive, expect, logInAs, test } from './fixtures.ts'

/** What the page of a person has of a feature, as its components would ask. */
const valueOn = (page: Page, key: string) =>
  page.evaluate(
    name =>
      (
        window as unknown as {
          useNuxtApp: () => {
            $pinia: { state: { value: { features: { shown: Record<string, { value: unknown }> } } } }
          }
        }
      ).useNuxtApp().$pinia.state.value.features.shown[name]?.value,
    key,
  )

/** So many people on both sides of a share. */
async function peopleAround(server: TestServer, admin: Client, share: number) {
  const people = [
    await member(server), await member(server), await member(server), await guest(server), await guest(server),
  ]
  const feature = await makeSplitFeature(admin, people, share)
  return { feature, people, inside: people.map(person => isWithin(feature, person, share)) }
}

test('a rollout at 40 % reaches exactly those below it, live, and they keep it after a reload and a restart', async ({
  visit, server,
}) => {
  const root = await firstAdmin(server)
  const { feature, people, inside } = await peopleAround(server, root, 40)
  const pages: Page[] = []
  for (const person of people) {
    const { page } = await visit()
    await logInAs(page, person)
    await page.goto('/rooms')
    await alive(page)
    pages.push(page)
  }
  const reach = async () => featureBody(await root.get(`/api/admin/features/${feature.key}/reach`))
  await expect.poll(async () => (await reach()).seen).toBe(5)
  for (const page of pages) expect(await valueOn(page, feature.key)).toBe(false)

  const loads: string[] = []
  for (const page of pages) page.on('load', () => loads.push(page.url()))
  const { version } = await changeFeature(root, feature.key, { rules: onFor(40) })
  for (const [n, page] of pages.entries()) await expect.poll(() => valueOn(page, feature.key)).toBe(inside[n])
  expect(loads, 'nobody had to load the page again').toEqual([])
  await expect.poll(reach).toEqual({ version, connected: 5, seen: 5 })

  for (const [n, page] of pages.entries()) {
    await page.reload()
    await alive(page)
    expect(await valueOn(page, feature.key), 'from the first byte on').toBe(inside[n])
  }
  await server.restart()
  for (const [n, page] of pages.entries()) {
    await page.reload()
    await alive(page)
    expect(await valueOn(page, feature.key)).toBe(inside[n])
  }
})

test('a change applies live, with the next page or with the next load, as the feature says', async ({
  visit, server,
}) => {
  const root = await firstAdmin(server)
  const ada = await member(server)
  const modes = ['live', 'next-navigation', 'next-session'] as const
  const keys: string[] = []
  for (const applyMode of modes) keys.push((await makeFeature(root, { applyMode })).key)
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto('/rooms')
  await alive(page)
  const values = () => Promise.all(keys.map(key => valueOn(page, key)))
  await expect.poll(values).toEqual([false, false, false])
  for (const key of [...keys].reverse()) await changeFeature(root, key, { rules: onFor() })
  await expect.poll(values).toEqual([true, false, false])
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await page.waitForURL(/\/settings/)
  await expect.poll(values).toEqual([true, true, false])
  await page.reload()
  await alive(page)
  expect(await values()).toEqual([true, true, true])
})

test('a feature of Plaza goes from open rooms at once, and comes back, while what was being written stays', async ({
  visit, server,
}) => {
  const root = await firstAdmin(server)
  const gus = await guest(server)
  const long = Array.from({ length: 60 }, (_, n) => `line ${n}`).join('\n')
  await gus.say(gus.square.id, long)
  const { page } = await visit()
  await logInAs(page, gus)
  await page.goto(`/rooms/${gus.square.id}`)
  await alive(page)
  await page.getByRole('textbox', { name: 'Message' }).fill('half a thought')
  const fold = page.getByRole('button', { name: 'Show all' })
  await expect(fold.first()).toBeVisible()
  await root.post('/api/admin/features/long-text-folding/kill', { reason: 'tried' })
  await expect(fold).toHaveCount(0)
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('half a thought')
  await changeFeature(root, 'long-text-folding', { enabled: true })
  await expect(fold.first()).toBeVisible()
})
