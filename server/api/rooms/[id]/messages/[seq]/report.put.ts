import { reportSchema } from '#shared/schemas/report'
import { report } from '../../../../../http/dailyBudget'
import { defineRoomHandler, idParam, validBody } from '../../../../../http/handler'

/** `PUT /api/rooms/:id/messages/:seq/report`: tells the admins; again is free. */
export default defineRoomHandler(async ({ event, user, room }) => report(user, room.id, idParam(event, 'seq'), await validBody(event, reportSchema)))
