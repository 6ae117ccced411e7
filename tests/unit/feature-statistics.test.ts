import { describe, expect, it } from 'vitest'
import { compareVariants } from '../../server/services/figures/comparison.ts'
import { chanceOfMore, compareMeans, studentQuantile } from '../../server/services/figures/statistics.ts'

const sumOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0)
const sampleOf = (values: number[]) =>
  ({ count: values.length, sum: sumOf(values), squares: sumOf(values.map(value => value ** 2)) })

describe('the quantile of Student', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, column 0.975.
  const table = [[10, 2.228], [15, 2.131], [20, 2.086], [30, 2.042], [60, 2.000], [100, 1.984]] as const
  it.each(table)('is that of the tables for %d degrees of freedom', (freedom, quantile) => {
    expect(studentQuantile(freedom)).toBeCloseTo(quantile, 3)
  })

  it('becomes that of the normal distribution', () => {
    expect(studentQuantile(1e9)).toBeCloseTo(1.959964, 6)
  })
})

describe('the difference of two means', () => {
  it('has the interval that R gives for its sleep data', () => {
    // t.test(extra ~ group, data = sleep): -3.3654832 to 0.2054832, means 0.75 and 2.33 (17.776 degrees of freedom).
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    const { difference, low, high } = compareMeans(sampleOf(first), sampleOf(second))
    expect(difference).toBeCloseTo(-1.58, 10)
    expect(low).toBeCloseTo(-3.3654832, 4)
    expect(high).toBeCloseTo(0.2054832, 4)
  })

  it('is wide when one person has all of the faults', () => {
    const nobody = Array<number>(50).fill(0)
    const even = compareMeans(sampleOf(nobody.map((_, n) => n % 2)), sampleOf(nobody))
    const single = compareMeans(sampleOf([25, ...nobody.slice(1)]), sampleOf(nobody))
    expect(single.difference).toBe(even.difference)
    expect(even.low).toBeGreaterThan(0)
    expect(single.low).toBeLessThan(0)
  })
})

describe('the exact test', () => {
  it('is that of the lady tasting tea', () => {
    // R. A. Fisher, The Design of Experiments, 1935: 8 cups, 4 of each kind.
    expect(chanceOfMore(4, 4, 0, 4)).toBeCloseTo(1 / 70, 12)
    expect(chanceOfMore(3, 4, 1, 4)).toBeCloseTo(17 / 70, 12)
  })

  it('is that of the convicted twins', () => {
    // R. A. Fisher, Statistical Methods for Research Workers, § 21.02: 10 of 13 and 2 of 17; 0.000465.
    expect(chanceOfMore(10, 13, 2, 17)).toBeCloseTo(0.0004652, 7)
  })

  it('is certain when nobody is affected, and holds for large numbers', () => {
    expect(chanceOfMore(0, 50, 0, 900)).toBe(1)
    expect(chanceOfMore(500, 10_000, 500, 10_000)).toBeCloseTo(0.513, 2)
    expect(chanceOfMore(2000, 2000, 0, 100_000)).toBeLessThan(1e-300)
  })
})

describe('variants', () => {
  const definition = { offVariant: 'off', defaultVariant: 'plain' }
  const side = (people: number, messages: number) => {
    const nothing = { count: people, sum: 0, squares: 0 }
    return { faults: nothing, failures: nothing, messages: { count: people, sum: messages, squares: messages * 2 } }
  }
  const compare = (sides: Record<string, ReturnType<typeof side>>) =>
    compareVariants(definition, new Map(Object.entries(sides)))

  it('are compared with the off variant, in what happened at all', () => {
    const comparisons = compare({ off: side(40, 40), plain: side(30, 60), bold: side(20, 50) })
    expect(comparisons?.map(({ variant, metric, difference }) => [variant, metric, difference]))
      .toEqual([['plain', 'messages', 1], ['bold', 'messages', 1.5]])
  })

  it('are compared with the default one when nobody has the off variant', () => {
    const comparisons = compare({ plain: side(30, 60), bold: side(20, 50) })
    expect(comparisons).toMatchObject([{ variant: 'bold', baseRate: 2, rate: 2.5 }])
  })

  it('are not compared while there are too few people on either side', () => {
    expect(compare({ off: side(19, 40), bold: side(500, 50) })).toBeNull()
    expect(compare({ off: side(500, 40), bold: side(19, 50) })).toBeNull()
    expect(compare({})).toBeNull()
  })
})
