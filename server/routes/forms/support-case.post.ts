import { messageSchema } from '#shared/schemas/message'
import { caseSchema } from '#shared/schemas/supportCase'
import { caseBudgets } from '../../http/caseBudgets'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'
import { consumeAll } from '../../http/rateLimit'
import { deviceOf } from '../../http/sessionCookie'
import { postMessage } from '../../services/messages/message'
import { assertNotBanned } from '../../services/settings/policy'
import { enterInbox, visitInbox } from '../../services/support/cases/visit'

export default defineUserFormHandler({
  page: ({ inbox = '' }) => `/support/${encodeURIComponent(inbox.slice(0, 64).toWellFormed())}`,
  keep: ['topic', 'body'],
  async submit(event, fields, { user, address }) {
    assertNotBanned(address)
    const input = valid(caseSchema, { inbox: fields.inbox, topic: fields.topic, clientId: fields.clientId })
    const message = valid(messageSchema, { clientId: fields.clientId, body: fields.body?.replaceAll('\r\n', '\n') })
    const visit = { user, device: deviceOf(event.node.req) }
    const inbox = await enterInbox(input.inbox, visit)
    await consumeAll(caseBudgets({ inboxId: inbox.id, address, user }))
    const { room } = await visitInbox(inbox, input, visit)
    await postMessage(user, room.id, message, { isMember: true })
    return `/support/rooms/${room.id}`
  },
})
