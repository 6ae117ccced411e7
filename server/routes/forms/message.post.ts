import { messageSchema } from '#shared/schemas/message'
import { AppError } from '../../core/errors'
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
    const input = valid(messageSchema, { clientId: fields.clientId, body, ...replyTo })
    const { message, repeated } = await postMessage(user, roomId, input, { isMember: false })
    // Changed and sent again before the page was gone: what is not stored goes back into the field.
    if (repeated && message.body !== null && message.body !== input.body) throw new AppError('client_id_reused')
    return `/rooms/${roomId}#message-${message.seq}`
  },
})
