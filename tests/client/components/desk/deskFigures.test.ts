import { mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import type { SupportFigures } from '#shared/protocol/supportFigures'
import DeskFigures from '~/components/desk/figures/DeskFigures.vue'
import { ada } from '../../support/cast'
import { openClient } from '../../support/client'

beforeEach(() => {
  openClient()
})

const none = { count: 0, medianSeconds: null, p90Seconds: null }
const figures: SupportFigures = {
  timeZone: 'Europe/Berlin', from: '2026-03-28', to: '2026-03-29', opened: 12, waiting: 3, overdue: 1,
  firstAnswer: { count: 9, medianSeconds: 240, p90Seconds: 5_400 }, resolution: none, answers: 31,
  agents: [{ user: ada, answers: 31, firstAnswers: 9, resolved: 5, ratings: { count: 2, average: 4.5 } }],
  ratings: { count: 2, average: 4.5, scores: [0, 0, 0, 1, 1] },
  targets: { firstAnswer: { met: 8, missed: 1 }, resolution: { met: 0, missed: 0 } },
  days: [
    {
      day: '2026-03-28', opened: 4, answered: 3, resolved: 2, answers: 9, firstAnswerMedianSeconds: 60,
      resolutionMedianSeconds: null,
    },
    {
      day: '2026-03-29', opened: 8, answered: 6, resolved: 3, answers: 22, firstAnswerMedianSeconds: 300,
      resolutionMedianSeconds: null,
    },
  ],
  hours: Array.from({ length: 24 }, (_, hour) => ({ hour, opened: hour === 9 ? 12 : 0, answers: 0 })),
}

test('what there is no number of is no zero', () => {
  const page = mount(DeskFigures, { props: { figures } })
  const cards = Object.fromEntries(page.findAll('dl > div')
    .map(card => [card.get('dt').text(), card.findAll('dd').map(one => one.text())]))
  expect(cards).toEqual({
    'Opened': ['12'], 'Waiting now': ['3', '1 overdue'], 'Answers': ['31'],
    'First answer, median': ['4 min', '9 of 10 within 1 h'], 'Resolution, median': ['–', 'none in this period'],
    'Rating': ['4.5', '2 ratings'], 'First answers on time': ['89 %'], 'Resolutions on time': ['–'],
  })
})

test('counts are written as the language writes numbers', () => {
  const [agent] = figures.agents
  const many = { ...figures, opened: 1204, overdue: 1100, agents: [{ ...agent!, answers: 3100 }] }
  const page = mount(DeskFigures, { props: { figures: many } })
  expect(page.text()).toContain('1,204')
  expect(page.text()).toContain('1,100 overdue')
  expect(page.findAll('table')[2]?.text()).toContain('3,100')
})

test('every bar is in a table too, and agents have a row each', () => {
  const page = mount(DeskFigures, { props: { figures } })
  const [days, hours, agents] = page.findAll('table')
  expect(days?.findAll('tbody tr').map(row => row.text())).toEqual(['Mar 2842', 'Mar 2983'])
  expect(hours?.findAll('tbody tr')[9]?.text()).toBe('09:00120')
  expect(agents?.get('tbody').text()).toContain('Ada')
  expect(agents?.get('tbody').text()).toContain('4.5 (2)')
})
