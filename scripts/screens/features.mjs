import { drawn } from './drawn.mjs'

const hour = 60
const longKey = 'checkout.redesign-with-the-new-address-form-and-the-old-payment-providers.second-attempt-2027'

const longVariant = 'a-variant-with-a-rather-long-name'

const step = (share, hours) => ({ share, minutes: hours * hour })
const rule = (fields = {}) => ({ conditions: [], variant: 'on', ...fields })
const condition = (attribute, operator, values) => ({ attribute, operator, values })
const ofAdmins = rule({ conditions: [condition('role', 'in', ['admin'])] })

/** Features in every state: a ramp under way, one that was killed, one with a name and rules as long as they come. */
export async function seedFeatures(root, { grace, rooms }) {
  const make = fields => root.post('/api/admin/features', fields)
  await make({
    key: 'message-reactions', description: 'A row of emoji below each message.', owner: 'Grace Hopper', enabled: true,
    rules: [ofAdmins, rule({ share: 40 })],
    guard: { ratio: 3, minPeople: 20, minutes: 10, action: 'kill' },
    note: { en: { title: 'React to messages', body: 'Choose an emoji below a message.' } },
  })
  await make({
    key: 'voice-notes', description: 'Record and send a short voice message.', owner: 'Alan', enabled: true,
    defaultVariant: 'on', schedule: { ramp: [step(1, 1), step(5, 4), step(25, 24), step(100, 0)] },
  })
  await make({
    key: 'fast-search', description: 'Answers from an index in memory.', owner: 'Emmy Noether', type: 'operational',
    enabled: true, defaultVariant: 'on',
  })
  await root.post('/api/admin/features/fast-search/kill', { reason: 'Searches of long words never come back.' })
  await make({
    key: longKey, owner: 'Teodor Wolkenbruch-Hohenschwangau von und zu Unterammergau', type: 'experiment',
    description: 'Three ways to ask for an address, for people who have been here for a while and for new ones.',
    enabled: true,
    variants: { 'control': { steps: 3 }, 'one-page': { steps: 1, fold: true }, [longVariant]: { steps: 2 } },
    defaultVariant: 'control', offVariant: 'control', prerequisites: [{ key: 'fast-search' }],
    rules: manyRules(grace, rooms),
  })
  await make({
    key: 'holiday-theme', description: 'Lanterns on the square.', owner: 'Sofia',
    schedule: { on: '2030-12-20T08:00:00.000Z', off: '2031-01-06T08:00:00.000Z' },
  })
  await root.patch('/api/admin/features/message-reactions', { rules: [ofAdmins, rule({ share: 60 })] })
  return { longKey }
}

function manyRules(grace, rooms) {
  const wanted = { variant: 'one-page' }
  return [
    { conditions: [condition('user', 'in', [grace.user.id])], ...wanted },
    { conditions: [condition('room', 'in', [rooms.Observatory, rooms['Kitchen garden']])], share: 33.333, ...wanted },
    {
      conditions: [condition('kind', 'in', ['guest', 'visitor']), condition('locale', 'in', ['de', 'fr', 'it', 'rm'])],
      ...wanted,
    },
    {
      conditions: [condition('accountAgeDays', 'lt', [7])],
      split: ['control', 'one-page', longVariant].map((variant, n) => ({ variant, weight: n + 1 })),
    },
    ...Array.from({ length: 9 }, (_, n) =>
      ({ conditions: [condition('plan', 'in', [`level-${n + 1}`])], share: n + 0.001, ...wanted })),
  ]
}

const feature = (key, tab = '') => `/admin/features/${key}${tab}`
const reactions = (tab = '') => feature('message-reactions', tab)

async function reached(page) {
  await page.getByText(/^Seen by|^Nobody is connected/).waitFor()
  if (await page.locator('.unovis-xy-container').count()) await drawn(page)
}

async function chooseFile(page, content) {
  await page.getByRole('button', { name: 'Import' }).click()
  const buffer = Buffer.from(JSON.stringify(content))
  await page.getByLabel('File').setInputFiles({ name: 'features.json', mimeType: 'application/json', buffer })
}

const view = (name, title, path, act) => ({ name, title: `Admin: ${title}`, as: 'root', path, act })

/** The views of the admin's features. */
export const featureViews = [
  view('admin-features', 'features', '/admin/features'),
  view('admin-features-none', 'no feature found', '/admin/features?query=zzz'),
  view('admin-features-create', 'a new feature', '/admin/features', async (page) => {
    await page.getByRole('button', { name: 'New feature' }).click()
    await page.getByRole('dialog').getByLabel('Key').waitFor()
  }),
  view('admin-features-import', 'what an import would change', '/admin/features', async (page) => {
    const killed = { key: 'fast-search', enabled: true, defaultVariant: 'on', owner: 'Emmy Noether' }
    await chooseFile(page, { features: [{ key: 'voice-notes', owner: 'Ada' }, killed, { key: longKey }] })
    await page.getByText('Lifts the kill switch').waitFor()
  }),
  view('admin-features-import-faults', 'a file that cannot be imported', '/admin/features', async (page) => {
    const rules = [{ conditions: [], share: 140, variant: 'on' }]
    await chooseFile(page, { features: [{ key: 'voice-notes', rules }, { key: longKey, defaultVariant: 'on?' }] })
    await page.getByText('cannot be imported').waitFor()
  }),
  view('admin-feature', 'a feature', reactions(), reached),
  view('admin-feature-ramp', 'a feature on a ramp', feature('voice-notes'), reached),
  view('admin-feature-killed', 'a feature that was killed', feature('fast-search')),
  view('admin-feature-kill', 'the kill switch', reactions(), async (page) => {
    await page.keyboard.press('Alt+k')
    await page.getByLabel('Reason').waitFor()
  }),
  view('admin-feature-long', 'a feature with a long name', ({ features }) => feature(features.longKey)),
  view('admin-feature-edit', 'editing a feature', reactions('/edit'), async (page) => {
    await page.getByRole('button', { name: /^2\./ }).click()
    await page.getByRole('checkbox', { name: /Split them/ }).waitFor()
  }),
  view('admin-feature-rules', 'many rules', ({ features }) => feature(features.longKey, '/edit'), async (page) => {
    await page.getByRole('button', { name: /^3\./ }).click()
    await page.getByRole('checkbox', { name: /Split them/ }).waitFor()
  }),
  view('admin-feature-error', 'a feature that cannot be saved so', reactions('/edit'), async (page) => {
    await page.getByRole('button', { name: /^2\./ }).click()
    await page.getByRole('spinbutton', { name: 'Share in percent' }).fill('140')
    await page.getByRole('button', { name: 'Add a condition' }).click()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('This is too much.').waitFor()
  }),
  view('admin-feature-schedule', 'schedule, guard and note', feature('voice-notes', '/edit'), async (page) => {
    await page.getByLabel('Watch the rollout').check()
    await page.getByRole('button', { name: 'Add a language' }).click()
    await page.getByRole('heading', { name: 'Schedule' }).scrollIntoViewIfNeeded()
    await page.getByRole('main').evaluate(main => main.scrollBy(0, 300))
  }),
  view('admin-feature-history', 'history of a feature', reactions('/history'), page =>
    page.getByRole('button', { name: /Revert to this/ }).first().click()),
  view('admin-feature-why', 'why somebody sees a feature', reactions('/why'), async (page) => {
    await page.getByRole('searchbox', { name: 'Find a person' }).fill('grace')
    await page.getByRole('button', { name: 'Grace Hopper' }).click()
    await page.getByText('Because').waitFor()
  }),
  view('admin-segments', 'segments', '/admin/segments', async (page) => {
    await page.getByRole('button', { name: 'Create a segment' }).click()
    await page.getByLabel('Key').waitFor()
  }),
  view('admin-tokens', 'API tokens', '/admin/tokens'),
]
