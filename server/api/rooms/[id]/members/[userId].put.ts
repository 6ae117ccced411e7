import { memberSchema } from '#shared/schemas'
import { defineRoomHandler, idParam, validBody } from '../../../../http/handler'
import { putMember } from '../../../../services/member'

/** `PUT /api/rooms/:id/members/:userId`: invites, or changes the role. */
export default defineRoomHandler(async ({ event, user, room, address }) => {
  const { role } = await validBody(event, memberSchema)
  return { member: await putMember(user, room.id, idParam(event, 'userId'), role, address) }
})
