import { setResponseStatus } from 'h3'
import { messageSchema } from '#shared/schemas/message'
import { defineUserHandler, idParam, validBody } from '../../../../http/handler'
import { postNote } from '../../../../services/support/caseNote'

/** `POST /api/support/cases/:id/notes`: for the team alone; 200 with the first one when it was sent before. */
export default defineUserHandler(async ({ event, user }) => {
  const { message, repeated } = await postNote(user, idParam(event, 'id'), await validBody(event, messageSchema))
  setResponseStatus(event, repeated ? 200 : 201)
  return { message }
})
