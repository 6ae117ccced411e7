/**
 * The features of Plaza itself, with what holds while the server does not know better. `useFeature` and
 * `requireFeature` take no other key; features that admins make for other applications are not listed here.
 */
export const ownFeatures = {
  'guest-entry': true,
  'landing-glimpse': true,
  'long-text-folding': true,
  'registration': true,
  'typing': true,
} as const satisfies Record<string, boolean>

export type FeatureKey = keyof typeof ownFeatures

export function isOwnFeature(key: string): key is FeatureKey {
  return Object.hasOwn(ownFeatures, key)
}
