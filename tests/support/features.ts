import { expect } from 'vitest'
import type {
  AdminFeature, FeatureEvent, FeatureReach, FeatureSimulation,
} from '../../shared/protocol/admin/adminFeature.ts'
import type { FeatureSet } from '../../shared/protocol/feature.ts'
import { bucketOf } from '../../server/services/features/bucket.ts'
import type { Answer, Client } from './client.ts'
import { unique } from './random.ts'

/** Every field that an answer about features may have. */
export interface FeatureBody extends FeatureSet, FeatureReach, Omit<FeatureSimulation, 'rule'> {
  feature: AdminFeature
  features: FeatureSet['features'] & AdminFeature[]
  events: FeatureEvent[]
  rule?: number
  cursor?: string
}

export const featureBody = (answer: Answer) => answer.body as unknown as FeatureBody

/** A feature with a key that no other has; on for whom its rules say so. */
export async function makeFeature(admin: Client, fields: object = {}): Promise<AdminFeature> {
  const answer = await admin.post('/api/admin/features', { key: unique('feature'), enabled: true, ...fields })
  expect(answer.status, answer.text).toBe(201)
  return featureBody(answer).feature
}

export async function changeFeature(admin: Client, key: string, patch: object): Promise<AdminFeature> {
  const answer = await admin.patch(`/api/admin/features/${key}`, patch)
  expect(answer.status, answer.text).toBe(200)
  return featureBody(answer).feature
}

/** The features as the API has them for a person. */
export async function featuresOf(client: Client): Promise<FeatureSet['features']> {
  return featureBody(await client.get('/api/features')).features
}

export const onFor = (share?: number) => [{ conditions: [], variant: 'on', ...(share !== undefined && { share }) }]

/** A feature whose share takes in some of these people and leaves out others: who is taken in is chance. */
export async function makeSplitFeature(admin: Client, people: Client[], share: number): Promise<AdminFeature> {
  for (;;) {
    const feature = await makeFeature(admin)
    if (new Set(people.map(person => isWithin(feature, person, share))).size === 2) return feature
  }
}

/** Whether a share takes the person in, computed as the docs say. */
export function isWithin({ salt, key }: AdminFeature, client: Client, share: number): boolean {
  return bucketOf(salt, key, String(client.id)) < share * 1000
}
