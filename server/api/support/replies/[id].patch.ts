import { replyPatchSchema } from '#shared/schemas/supportReply'
import { defineUserHandler, idParam, validBody } from '../../../http/handler'
import { updateReply } from '../../../services/support/desk/reply'

/** `PATCH /api/support/replies/:id` */
export default defineUserHandler(async ({ event, user }) =>
  ({ reply: await updateReply(user.id, idParam(event, 'id'), await validBody(event, replyPatchSchema)) }))
