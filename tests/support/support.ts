import type { AdminInbox } from '../../shared/protocol/admin/adminInbox.ts'
import type { Answer, Client } from './client.ts'
import { unique } from './random.ts'

export interface InboxBody {
  inbox: AdminInbox
  inboxes: AdminInbox[]
  identitySecret?: string
}

/** What the routes of inboxes answer. */
export function inboxBody(answer: Answer): InboxBody {
  return answer.body as unknown as InboxBody
}

/** A new inbox of these agents, and its secret. */
export async function openInbox(
  admin: Client, agents: Client[], fields: object = {},
): Promise<AdminInbox & { identitySecret: string }> {
  const name = unique('help')
  const answer = await admin.post('/api/admin/inboxes', { name, agents: agents.map(({ id }) => id), ...fields })
  if (answer.status !== 201) throw new Error(`no inbox: ${answer.status} ${answer.text}`)
  const { inbox, identitySecret = '' } = inboxBody(answer)
  return { ...inbox, identitySecret }
}
