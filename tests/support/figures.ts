import type { FeatureFigures } from '../../shared/protocol/admin/adminFeature.ts'
import type { FeatureNews } from '../../shared/protocol/feature.ts'
import type { Client } from './client.ts'
import { makeFeature } from './features.ts'
import { until } from './until.ts'

export const figureBody = (answer: { body: unknown }) => answer.body as { figures: FeatureFigures, news: FeatureNews[] }

/** The key of a feature that is on for these people alone, unless `fields` say otherwise. */
export async function featureFor(admin: Client, people: Client[], fields: object = {}): Promise<string> {
  const values = people.map(person => person.id)
  const rules = values.length ? [{ conditions: [{ attribute: 'user', operator: 'in', values }], variant: 'on' }] : []
  return (await makeFeature(admin, { rules, ...fields })).key
}

export async function figuresOf(admin: Client, key: string, hours = 1): Promise<FeatureFigures> {
  return figureBody(await admin.get(`/api/admin/features/${key}/figures?hours=${hours}`)).figures
}

type Holds = (figures: FeatureFigures) => boolean

/** The figures, once they are like this; what nodes count is written every few seconds. */
export function figuresWhen(admin: Client, key: string, holds: Holds, timeout = 25_000): Promise<FeatureFigures> {
  let last: FeatureFigures | undefined
  return until(`figures of ${key}`, async () => {
    last = await figuresOf(admin, key)
    return holds(last) ? last : undefined
  }, timeout).catch((error: Error) => {
    throw new Error(`${error.message}: ${JSON.stringify(last)}`)
  })
}

export function variantOf({ variants }: FeatureFigures, name: string) {
  return variants.find(({ variant }) => variant === name)!
}
