import { reportSchema } from '#shared/schemas/report'
import { report } from '../../../../../http/dailyBudget'
import { defineRoomHandler, idParam, validBody } from '../../../../../http/handler'

/** `PUT /api/rooms/:id/messages/:seq/report`: reports the message to the admins; idempotent. */
export default defineRoomHandler(async ({ event, user, room }) =>
  report(user, room.id, idParam(event, 'seq'), await validBody(event, reportSchema)),
)
