import { setResponseStatus } from 'h3'
import { replySchema } from '#shared/schemas/supportReply'
import { defineUserHandler, validBody } from '../../../http/handler'
import { createReply } from '../../../services/support/desk/reply'

/** `POST /api/support/replies` */
export default defineUserHandler(async ({ event, user }) => {
  const reply = await createReply(user.id, await validBody(event, replySchema))
  setResponseStatus(event, 201)
  return { reply }
})
