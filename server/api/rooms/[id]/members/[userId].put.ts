import { memberSchema } from '#shared/schemas/room'
import { addMember } from '../../../../http/dailyBudget'
import { defineRoomHandler, idParam, validBody } from '../../../../http/handler'

/** `PUT /api/rooms/:id/members/:userId`: invites, or changes the role. */
export default defineRoomHandler(async ({ event, user, room, address }) => {
  const { role } = await validBody(event, memberSchema)
  return { member: await addMember(user, room.id, idParam(event, 'userId'), role, address) }
})
