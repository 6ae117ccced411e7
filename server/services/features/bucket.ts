import MurmurHash3 from 'imurmurhash'

/** A bucket is a thousandth of a percent. */
export const bucketCount = 100_000

/** Stored with each feature, so that another way to compute buckets moves nobody in the old ones. */
export const hashVersion = 1

const seeds = { share: 0, variant: 1 } as const

const beyondAscii = /\P{ASCII}/u

/** MurmurHash3 x86 32 (Austin Appleby, SMHasher) of the UTF-8 bytes of a text, as an unsigned number. */
export function murmur3(text: string, seed: number): number {
  const bytes = beyondAscii.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text
  return MurmurHash3(bytes, seed).result()
}

/**
 * Where a targeting key lies in a feature, from 0 to 99,999: the hash of `salt:key:targetingKey` modulo
 * 100,000. It stays the same for ever, so raising a share only adds people; the bucket of variants has a seed
 * of its own and is independent.
 */
export function bucketOf(
  salt: string, key: string, targetingKey: string, purpose: keyof typeof seeds = 'share',
): number {
  return murmur3(`${salt}:${key}:${targetingKey}`, seeds[purpose]) % bucketCount
}
