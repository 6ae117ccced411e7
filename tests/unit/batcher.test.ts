import { describe, expect, it } from 'vitest'
import { createBatcher } from '../../server/database/batcher.ts'

describe('a batcher', () => {
  it('asks once for all that is wanted in one turn, and once for what comes meanwhile', async () => {
    const asked: number[][] = []
    const find = createBatcher(async (keys: number[]) => {
      asked.push(keys)
      return new Map(keys.map(key => [key, `value ${key}`]))
    })
    const first = Promise.all([find(1), find(2), find(2)])
    const second = first.then(() => Promise.all([find(3), find(1)]))
    expect(await first).toEqual(['value 1', 'value 2', 'value 2'])
    expect(await second).toEqual(['value 3', 'value 1'])
    expect(asked).toEqual([[1, 2], [3, 1]])
  })

  it('answers undefined for a key that is not there', async () => {
    const find = createBatcher(async () => new Map<string, string>())
    expect(await find('nobody')).toBeUndefined()
  })

  it('splits what is too much for one question', async () => {
    const sizes: number[] = []
    const find = createBatcher(async (keys: number[]) => {
      sizes.push(keys.length)
      return new Map(keys.map(key => [key, key]))
    }, 2)
    expect(await Promise.all([1, 2, 3, 4, 5].map(find))).toEqual([1, 2, 3, 4, 5])
    expect(sizes).toEqual([2, 2, 1])
  })

  it('passes a failure to everyone of its batch and serves the next', async () => {
    let failing = true
    const find = createBatcher(async (keys: number[]) => {
      if (failing) throw new Error('gone')
      return new Map(keys.map(key => [key, key]))
    })
    const refused = await Promise.allSettled([find(1), find(2)])
    expect(refused.map(result => result.status)).toEqual(['rejected', 'rejected'])
    failing = false
    expect(await find(1)).toBe(1)
  })
})
