import { setResponseHeaders } from 'h3'
import { defineUserHandler, idParam } from '../../../../http/handler'
import { copyCase } from '../../../../services/support/customers/copy'

/** `GET /api/support/cases/:id/copy`: the conversation as text, for its customer and for agents. */
export default defineUserHandler(async ({ event, user }) => {
  const { fileName, text } = await copyCase(user, idParam(event, 'id'))
  setResponseHeaders(event, {
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': `attachment; filename="${fileName}"`,
  })
  return text
}, { customers: true })
