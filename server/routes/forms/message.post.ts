import { messageSchema } from '#shared/schemas/message'
import { defineUserFormHandler, idField } from '../../http/form'
import { valid } from '../../http/handler'
import { postMessage } from '../../services/messages/message'

export default defineUserFormHandler({
  page: ({ roomId = '' }) => `/rooms/${Number(roomId) || ''}`,
  keep: ['body'],
  async submit(_event, fields, { user }) {
    const roomId = idField(fields, 'roomId')
    // A form sends line breaks as CRLF (WHATWG HTML, form submission); a message has the ones that were typed.
    const body = fields.body?.replaceAll('\r\n', '\n')
    const replyTo = fields.replyTo ? { replyTo: idField(fields, 'replyTo') } : {}
    const { message } = await postMessage(
      user,
      roomId,
      valid(messageSchema, { clientId: fields.clientId, body, ...replyTo }),
      { isMember: false },
    )
    return `/rooms/${roomId}#message-${message.seq}`
  },
})
