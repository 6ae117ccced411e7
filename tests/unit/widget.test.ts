import { describe, expect, it } from 'vitest'
import en from '../../i18n/widget/en.json'
import { contrast, inkOn, readableOn } from '../../widget/colour'
import { createTexts } from '../../widget/frame/texts'

const hues = Array.from({ length: 64 }, (_, n) =>
  `#${[n & 3, n >> 2 & 3, n >> 4 & 3].map(part => (part * 85).toString(16).padStart(2, '0')).join('')}`)

describe('the colour of an inbox', () => {
  it.each(hues)('%s can be read on and as text, in both themes', (colour) => {
    expect(contrast(inkOn(colour), colour)).toBeGreaterThanOrEqual(4.5)
    for (const ground of ['#fdfcfb', '#211e1b']) {
      expect(contrast(readableOn(ground, colour), ground)).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('stays as it is where it can be read', () => {
    expect(readableOn('#fdfcfb', '#b0563a')).toBe('#b0563a')
  })
})

describe('the texts of the widget', () => {
  const { t, has } = createTexts(en, 'en')

  it('are found by their path, with what stands in them', () => {
    expect(t('title', { name: 'Planetarium' })).toBe('Chat with Planetarium')
    expect([has('error.offline'), has('error.toString'), has('form')]).toEqual([true, false, false])
    expect(t('no.such.text')).toBe('no.such.text')
  })

  it('follow the plural of the language', () => {
    expect([1, 2].map(count => t('duration.minutes', { count }))).toEqual(['1 minute', '2 minutes'])
    const minutes = { one: '{count} minuta', few: '{count} minuty', many: '{count} minut' }
    const polish = createTexts({ minutes }, 'pl')
    expect([1, 2, 5].map(count => polish.t('minutes', { count }))).toEqual(['1 minuta', '2 minuty', '5 minut'])
  })
})
