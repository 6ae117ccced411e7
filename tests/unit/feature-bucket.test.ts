import { expect, test } from 'vitest'
import { bucketCount, bucketOf, murmur3 } from '../../server/services/features/bucket.ts'

const people = Array.from({ length: 100_000 }, (_, n) => String(n + 1))

/** Pearson's statistic of counts against equal ones. */
function chiSquare(counts: number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

function countBy(size: number, places: Iterable<number>): number[] {
  const counts = Array.from({ length: size }, () => 0)
  for (const place of places) counts[place]!++
  return counts
}

// SMHasher's reference code gave these, as published by https://en.wikipedia.org/wiki/MurmurHash and in
// many implementations' tests.
test.each([
  ['', 0, 0], ['', 1, 0x514E28B7], ['test', 0, 0xBA6BD213], ['Hello, world!', 0, 0xC0363E43],
  ['The quick brown fox jumps over the lazy dog', 0, 0x2E4FF723],
  ['aaaa', 0x9747B28C, 0x5A97808A], ['aaa', 0x9747B28C, 0x283E0130], ['Hello, world!', 0x9747B28C, 0x24884CBA],
  ['ππππππππ', 0x9747B28C, 0xD58063C1],
])('murmur3 of "%s" with seed %d is as published', (text, seed, hash) => {
  expect(murmur3(text, seed)).toBe(hash)
})

// The vectors of docs/api/admin-features.md.
test.each([
  ['s1', 'new-composer', '1', 'share', 16_450], ['s1', 'new-composer', '2', 'share', 15_070],
  ['s1', 'new-composer', '2', 'variant', 15_950], ['s2', 'new-composer', '1', 'share', 89_510],
  ['s1', 'größe', 'zoë', 'share', 97_559],
] as const)('the bucket of %s:%s:%s (%s) is as published', (salt, key, targetingKey, purpose, bucket) => {
  expect(bucketOf(salt, key, targetingKey, purpose)).toBe(bucket)
})

test('buckets are uniform over 100,000 people', () => {
  const counts = countBy(100, people.map(person => Math.floor(bucketOf('salt', 'uniform', person) / 1000)))
  // 99 degrees of freedom: above 148.2 in one of a thousand.
  expect(chiSquare(counts)).toBeLessThan(148.2)
})

test.each([
  0.001, 1, 5, 40, 99.999,
])('a share of %d %% has so many people, within four standard deviations', (share) => {
  const inside = people.filter(person => bucketOf('salt', 'share', person) < share * 1000).length
  const expected = people.length * share / 100
  expect(Math.abs(inside - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected * (1 - share / 100)) + 1)
})

test.each([
  ['two features', (person: string) => [bucketOf('a', 'one', person), bucketOf('b', 'two', person)]],
  ['two salts of one feature', (person: string) => [bucketOf('a', 'one', person), bucketOf('b', 'one', person)]],
  [
    'share and variant of one feature',
    (person: string) => [bucketOf('a', 'one', person), bucketOf('a', 'one', person, 'variant')],
  ],
])('%s are independent', (_, bucketsOf) => {
  const tenth = (bucket: number) => Math.floor(bucket / (bucketCount / 10))
  const counts = countBy(100, people.map((person) => {
    const [one = 0, two = 0] = bucketsOf(person)
    return tenth(one) * 10 + tenth(two)
  }))
  expect(chiSquare(counts)).toBeLessThan(148.2)
})
