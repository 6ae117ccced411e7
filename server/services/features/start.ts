import { ownFeatures } from '#shared/features'
import { currentFeatures, startCatalogue } from './catalogue'
import { checkDefinition, addFeature } from './featureAdmin'
import { changeFeatures, ownActor } from './featureChange'
import { startSchedules } from './featureSchedule'

/** What admins read of Plaza's own features. */
const descriptions: Record<keyof typeof ownFeatures, string> = {
  'guest-entry': 'People may enter the square with just a name.',
  'landing-glimpse': 'The landing page shows who is there and the last messages of the square.',
  'long-text-folding': 'Long messages are folded, with "Show all".',
  'registration': 'Visitors may create an account.',
  'typing': 'People see who is typing.',
}

/** Loads the features, adds those of Plaza that a new version brought, and follows their schedules. */
export async function startFeatures(): Promise<void> {
  await startCatalogue()
  const missing = Object.keys(ownFeatures).filter(key => !currentFeatures().compiled.has(key))
  for (const key of missing) await addOwn(key as keyof typeof ownFeatures)
  startSchedules()
}

async function addOwn(key: keyof typeof ownFeatures): Promise<void> {
  await changeFeatures(async (work) => {
    if (work.all.some(feature => feature.key === key)) return undefined
    const definition = checkDefinition({
      description: descriptions[key],
      owner: 'Plaza',
      type: 'operational',
      enabled: true,
      variants: { on: true, off: false },
      defaultVariant: ownFeatures[key] ? 'on' : 'off',
      offVariant: 'off',
      applyMode: 'live',
      rules: [],
      prerequisites: [],
      schedule: null,
      staleAfter: null,
      hidden: false,
      guard: null,
      note: null,
    })
    return addFeature(work, key, definition, { kind: 'created', actor: ownActor })
  })
}
