import { expect, test } from 'vitest'
import { chooseAgent } from '../../../server/services/support/assignment/choice.ts'

const choose = (mode: 'round_robin' | 'load', fields: object = {}) => {
  const { loads = {}, limit = null, lastId = null, userIds = [3, 1, 2] } = fields as {
    loads?: Record<number, number>
    limit?: number | null
    lastId?: number | null
    userIds?: number[]
  }
  const given = new Map(Object.entries(loads).map(([id, load]) => [Number(id), load]))
  return chooseAgent({ mode, limit }, { userIds, loads: given, lastId })
}

test('in turn the next after the last one gets it, and after the highest the lowest', () => {
  expect(choose('round_robin')).toBe(1)
  expect(choose('round_robin', { lastId: 1 })).toBe(2)
  expect(choose('round_robin', { lastId: 3 })).toBe(1)
  expect(choose('round_robin', { lastId: 2, userIds: [1, 2] }), 'who is not there is left out').toBe(1)
  expect(choose('round_robin', { lastId: 1, loads: { 2: 50 } }), 'whatever they have').toBe(2)
})

test('by load whoever has the fewest gets it, and among equals the next in turn', () => {
  expect(choose('load', { loads: { 1: 2, 2: 1, 3: 2 } })).toBe(2)
  expect(choose('load', { loads: { 1: 1, 2: 1, 3: 1 }, lastId: 1 })).toBe(2)
  expect(choose('load', { loads: { 1: 1, 2: 1 } }), 'who has none has the fewest').toBe(3)
})

test('nobody gets more than the limit', () => {
  expect(choose('round_robin', { limit: 2, loads: { 1: 2, 2: 1 } })).toBe(2)
  expect(choose('load', { limit: 1, loads: { 1: 1, 2: 1, 3: 1 } })).toBeUndefined()
  expect(choose('round_robin', { userIds: [] })).toBeUndefined()
})
