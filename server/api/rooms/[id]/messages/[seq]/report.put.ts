import { reportSchema } from '#shared/adminSchemas'
import { defineRoomHandler, idParam, validBody } from '../../../../../http/handler'
import { reportMessage } from '../../../../../services/report'

/** `PUT /api/rooms/:id/messages/:seq/report`: tells the admins; again is free. */
export default defineRoomHandler(async ({ event, user, room }) => reportMessage(user, room.id, idParam(event, 'seq'), await validBody(event, reportSchema)))
