import { randomUUID } from 'node:crypto'
import { Site } from '../../tests/support/site.ts'
import { casesSettled, openCase, openInbox } from '../../tests/support/support.ts'

const cases = [
  {
    name: 'Johanna K.', topic: 'The lens arrived scratched', label: 'Lenses', minutes: 4, priority: 'high',
    text: 'There is a long scratch on the large lens, and the small one is missing. What now?',
  },
  {
    name: 'Tycho', topic: 'Which telescope for a girl of nine?', minutes: 17,
    text: 'She wants to see the rings of Saturn. It should fit into a bicycle basket.',
  },
  {
    name: 'Иоганн', topic: 'Invoice for the observatory', label: 'Invoices', minutes: 55, mine: true,
    text: 'Our accounts department needs the invoice with the number of the order.',
  },
  {
    name: 'Caroline H.', topic: 'My comet is not in the catalogue', label: 'Catalogue', minutes: 130, answered: true,
    text: 'I have seen it on three nights now, a little north of where it was.',
  },
  { name: 'فاطمة', topic: 'متى يصل المنظار؟', minutes: 300, answered: true, text: 'طلبته قبل أسبوع' },
  {
    name: 'Galileo', topic: 'Refund for a tripod', label: 'Invoices', minutes: 1500, resolved: true,
    text: 'One leg is shorter than the others. And yet it moves.',
  },
]

/** A shop with a team, its customers and its website. */
export async function seedSupport(server, { root, agent, colleague }) {
  const site = await Site.open()
  const inbox = await openInbox(root, [agent, colleague], {
    key: 'stars', name: 'Stars & Lenses', sites: [site.origin], colour: '#3f5f8a', typingPreview: true,
    greeting: 'Ask us about telescopes, lenses and tonight’s sky.',
    targets: { firstAnswerMinutes: 30, resolutionMinutes: 60 * 24 },
  })
  await root.post('/api/admin/teams', { inboxId: inbox.id, name: 'Optics', agents: [agent.id] })
  await openInbox(root, [agent], { key: 'tickets', name: 'Planetarium tickets', listed: true })
  const opened = []
  for (const one of [...cases].reverse()) opened.push(await seedCase(server, { inbox, agent, colleague }, one))
  await agent.post('/api/support/replies', {
    name: 'Shipping', inboxId: inbox.id, body: 'Hello {{customer.name}}, it leaves our shop tomorrow morning.',
  })
  await agent.post('/api/support/replies', { name: 'Greeting', body: 'Good evening {{customer.name}}!' })
  for (const [name, filter] of [
    ['Lenses to answer', { view: 'open', label: 'Lenses' }], ['Invoices', { view: 'all', label: 'Invoices' }],
  ]) await agent.post('/api/support/filters', { name, filter })
  return { inbox, site, caseId: opened.at(-1).id }
}

async function seedCase(server, { inbox, agent, colleague }, one) {
  const { name, topic, text } = one
  const { customer, id, roomId } = await openCase(server, inbox, { name, topic, email: 'me@example.org', text })
  const change = async (fields) => {
    const { version } = (await agent.get(`/api/support/cases/${id}`)).body.case
    return agent.patch(`/api/support/cases/${id}`, { version, ...fields })
  }
  if (one.label) await change({ labels: [one.label] })
  if (one.priority) await change({ priority: one.priority })
  if (one.mine) await change({ assigneeId: agent.id })
  if (one.priority) {
    const body = `@${colleague.user.username} is one of these left in the workshop?`
    await agent.post(`/api/support/cases/${id}/notes`, { clientId: randomUUID(), body })
  }
  if (one.answered || one.resolved) {
    await agent.put(`/api/support/cases/${id}/watch`)
    await agent.post(`/api/rooms/${roomId}/messages`, { clientId: randomUUID(), body: 'Thank you, we look into it.' })
    await casesSettled(server)
  }
  if (one.resolved) {
    await change({ state: 'resolved', assigneeId: colleague.id })
    await customer.post(`/api/support/cases/${id}/rating`, { score: 5, text: 'Quick and kind' })
  }
  const at = `INTERVAL ${one.minutes} MINUTE`
  await server.chat(`UPDATE support_cases SET created_at = created_at - ${at}, updated_at = updated_at - ${at},
    waiting_since = waiting_since - ${at}, first_answer_due_at = first_answer_due_at - ${at} WHERE id = ?`, [id])
  await server.chat(`UPDATE messages SET created_at = created_at - ${at} WHERE room_id = ?`, [roomId])
  await server.chat(`UPDATE support_case_events SET created_at = created_at - ${at} WHERE case_id = ?`, [id])
  return { id }
}

/** The site of the tests, dressed for a picture. */
const shopStyle = `body { margin: 0; font: 18px/1.6 Georgia, serif; color: #26303d; background: #f4f1ea }
  main { max-width: 40rem; padding: 12vh 8vw } h1 { font-size: 3rem; font-weight: 400; margin: 0 0 1rem }
  p { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden } a { color: #3f5f8a }
  button { font: inherit; padding: .4em 1em; border: 1px solid #26303d; background: none }
  @media (prefers-color-scheme: dark) { body { color: #e8e4da; background: #1c2129 } button { color: inherit } }`

const inFrame = page => page.frameLocator('plaza-widget iframe')

async function openWidget(page, { support, server }) {
  support.site.embed(server.origin, support.inbox.key)
  await page.reload()
  await page.addStyleTag({ content: shopStyle })
  await page.locator('plaza-widget button.launcher').click()
  await inFrame(page).getByRole('textbox', { name: 'Message' }).fill('Which telescope is right for a girl of nine?')
  await inFrame(page).getByRole('button', { name: 'Send message' }).click()
  await inFrame(page).getByRole('log').getByText('Which telescope').waitFor()
}

/** The desk, what customers see of it, and where admins make it. */
export const supportViews = [
  { name: 'desk-list', title: 'The desk', as: 'agent', path: '/desk' },
  {
    name: 'desk-case', title: 'The desk with a case', as: 'agent', path: ({ support }) => `/desk/${support.caseId}`,
    act: page => page.getByRole('log').locator('[data-note]').waitFor(),
  },
  { name: 'desk-filter', title: 'A saved filter', as: 'agent', path: '/desk?view=open&label=Lenses' },
  { name: 'desk-figures', title: 'Figures of the desk', as: 'agent', path: '/desk/figures' },
  { name: 'desk-replies', title: 'Canned replies', as: 'agent', path: '/desk/replies' },
  { name: 'support', title: 'Support', as: 'ada', path: '/support' },
  { name: 'support-inbox', title: 'Support, an inbox', as: 'ada', path: '/support/stars' },
  { name: 'admin-inboxes', title: 'Inboxes', as: 'root', path: '/admin/inboxes' },
  {
    name: 'admin-inbox', title: 'An inbox', as: 'root', path: ({ support }) => `/admin/inboxes/${support.inbox.id}`,
  },
  {
    name: 'widget', title: 'The widget on a shop’s page', foreign: true, path: ({ support }) => support.site.origin,
    act: openWidget,
  },
]
