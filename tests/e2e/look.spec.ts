import type { Locator } from '@playwright/test'
import { accentStyle } from '../../utils/accent.ts'
import { member } from '../support/cast.ts'
import { enterSquare, expect, logInAs, test } from './fixtures.ts'

/** The contrast of an element's text with its background, as WCAG counts it. */
function contrastOf(element: Locator): Promise<number> {
  return element.evaluate((one) => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
    const luminance = (...colors: string[]) => {
      for (const color of colors) {
        context.fillStyle = color
        context.fillRect(0, 0, 1, 1)
      }
      const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data]
        .map(value => value / 255)
        .map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
    }
    const page = getComputedStyle(document.documentElement).getPropertyValue('--ui-bg')
    const { color, backgroundColor } = getComputedStyle(one)
    const [text, ground] = [luminance(page, backgroundColor, color), luminance(page, backgroundColor)]
    return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05)
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a button under the pointer can be read, in every hue of the accent, ${colorScheme}`, async ({ visit }) => {
    const { page } = await visit({ colorScheme, reducedMotion: 'reduce' })
    await page.goto('/')
    const enter = page.getByRole('button', { name: 'Enter the square' })
    const weak: string[] = []
    for (const hue of [null, ...Array.from({ length: 24 }, (_, step) => step * 15)]) {
      const style = accentStyle(hue)[0]
      const sheet = style && await page.addStyleTag({ content: style.innerHTML })
      await enter.hover()
      const contrast = await contrastOf(enter)
      if (contrast < 4.5) weak.push(`${hue}: ${contrast.toFixed(2)}`)
      await sheet?.evaluate(one => (one as HTMLElement).remove())
    }
    expect(weak).toEqual([])
    await enterSquare(page)
    const send = page.getByRole('button', { name: 'Send', exact: true })
    const background = () => send.evaluate(one => getComputedStyle(one).backgroundColor)
    const quiet = await background()
    await page.getByRole('textbox', { name: 'Message' }).fill('something to send')
    await expect.poll(background).not.toBe(quiet)
    await send.hover()
    expect(await contrastOf(send)).toBeGreaterThanOrEqual(4.5)
    await page.goto('/settings')
    await page.getByText('Delete my account').click()
    const remove = page.getByRole('button', { name: 'Delete account permanently' })
    await remove.hover()
    expect(await contrastOf(remove)).toBeGreaterThanOrEqual(4.5)
  })
}

/** How far the middle of a link is below that of the words before it. */
const belowWords = (link: Locator) => link.evaluate((one) => {
  const words = document.createRange()
  words.selectNode(one.previousSibling!)
  const [link, text] = [one.getBoundingClientRect(), words.getBoundingClientRect()]
  return link.y + link.height / 2 - text.y - text.height / 2
})

test('a question and the link that answers it stand on one line, also where links are made for fingers', async ({
  visit,
}) => {
  const { page } = await visit({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })
  for (const [path, answer] of [['/login', 'Create an account'], ['/register', 'Log in']] as const) {
    await page.goto(path)
    const link = page.getByRole('main').getByRole('link', { name: answer })
    expect((await link.boundingBox())!.height).toBeGreaterThanOrEqual(44)
    expect(Math.abs(await belowWords(link)), path).toBeLessThan(3)
  }
})

test('the ways to other rooms are on one line at 320 pixels, and in the dark the open one is raised', async ({
  visit, server,
}) => {
  const { page } = await visit({
    viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true, colorScheme: 'dark',
  })
  await logInAs(page, await member(server))
  await page.goto('/rooms/find')
  const places = page.getByRole('navigation', { name: 'More rooms' })
  const heights = await places.getByRole('link').evaluateAll(links =>
    links.map(link => [link.querySelector('svg')!.getBoundingClientRect().y, link.scrollHeight].join(' ')),
  )
  expect(new Set(heights).size, heights.join(', ')).toBe(1)
  const lightness = (element: Locator) =>
    element.evaluate(one => Number(/[\d.]+/.exec(getComputedStyle(one).backgroundColor)?.[0]))
  expect(await lightness(places.locator('[aria-current=page]'))).toBeGreaterThan(await lightness(places))
})
