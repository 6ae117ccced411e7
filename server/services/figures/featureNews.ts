import { and, eq, sql } from 'drizzle-orm'
import type { FeatureNote } from '#shared/protocol/admin/adminFeature'
import type { FeatureNews } from '#shared/protocol/feature'
import { featurePeople } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import { AppError } from '../../core/errors'
import { currentFeatures } from '../features/catalogue'
import { evaluateFeaturesOf } from '../features/feature'
import type { FeatureUser } from '../features/feature'
import type { StoredFeature } from '../features/featureRow'
import { givenTo } from './featurePeople'
import { rolloutsSince } from './rollout'

interface Announced {
  feature: StoredFeature
  variant: string
  note: FeatureNote
}

/**
 * What was turned on for somebody and has a note, the newest first. What they have had from their first day is no news.
 */
export async function listNews(user: FeatureUser, locale: string | undefined): Promise<FeatureNews[]> {
  const announced = await announcedTo(user, locale)
  const ids = announced.map(({ feature }) => feature.id)
  if (ids.length === 0) return []
  const given = new Map((await givenTo(user.id, ids)).map(row => [row.featureId, row]))
  const rollouts = await rolloutsSince(ids)
  const now = new Date()
  return announced.flatMap(({ feature: { id, key }, variant, note }): FeatureNews[] => {
    const row = given.get(id)
    if (row?.variant === variant) return isNoNews(row) ? [] : [toNews(key, note, row.firstAt, row.noteSeenAt !== null)]
    // It was turned on a moment ago and is not written down yet.
    const isNew = row !== undefined || new Date(user.createdAt) <= (rollouts.get(id) ?? now)
    return isNew ? [toNews(key, note, now, Boolean(row?.noteSeenAt))] : []
  }).sort((one, other) => other.since.localeCompare(one.since))
}

/** Remembers that somebody has seen a note; `not_found` for what is not theirs. */
export async function markNewsSeen(user: FeatureUser, locale: string | undefined, key: string): Promise<void> {
  const announced = await announcedTo(user, locale)
  const mine = announced.find(({ feature }) => feature.key === key)
  if (!mine || !(await listNews(user, locale)).some(news => news.key === key)) throw new AppError('not_found')
  const now = new Date()
  const { id } = mine.feature
  const values = { featureId: id, userId: user.id, variant: mine.variant, firstAt: now, lastAt: now }
  await chatDatabase().queries.insert(featurePeople).ignore().values(values)
  const later = new Date(now.getTime() + 1)
  await chatDatabase().queries.update(featurePeople)
    .set({ noteSeenAt: sql`COALESCE(${featurePeople.noteSeenAt}, ${later})` })
    .where(and(eq(featurePeople.featureId, id), eq(featurePeople.userId, user.id)))
}

async function announcedTo(user: FeatureUser, locale: string | undefined): Promise<Announced[]> {
  const noted = currentFeatures().stored.filter(({ definition }) => definition.enabled && definition.note)
  if (noted.length === 0) return []
  const { features } = await evaluateFeaturesOf(user, locale)
  return noted.flatMap((feature): Announced[] => {
    const { key, definition } = feature
    const variant = Object.hasOwn(features, key) ? features[key]?.variant : undefined
    const note = noteFor(definition.note ?? {}, locale)
    return variant !== undefined && variant !== definition.offVariant && note ? [{ feature, variant, note }] : []
  })
}

/** In the reader's language, with or without its region; else in English, else in the first that there is. */
export function noteFor(notes: Record<string, FeatureNote>, locale: string | undefined): FeatureNote | undefined {
  const byLanguage = new Map(Object.entries(notes).map(([language, note]) => [language.toLowerCase(), note]))
  const wanted = locale?.toLowerCase() ?? ''
  const languages = [wanted, wanted.split('-')[0] ?? '', 'en', ...byLanguage.keys()]
  return languages.map(language => byLanguage.get(language)).find(note => note !== undefined)
}

/** Seen at the very moment at which it was given: they have never been without. */
function isNoNews({ firstAt, noteSeenAt }: { firstAt: Date, noteSeenAt: Date | null }): boolean {
  return noteSeenAt?.getTime() === firstAt.getTime()
}

function toNews(key: string, { title, body }: FeatureNote, since: Date, seen: boolean): FeatureNews {
  return { key, title, body, since: since.toISOString(), seen }
}
