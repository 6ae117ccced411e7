import { defineUserHandler, idParam } from '../../http/handler'
import { unblockPerson } from '../../services/rooms/block'

/** `DELETE /api/blocks/:userId` */
export default defineUserHandler(({ event, user }) => unblockPerson(user, idParam(event, 'userId')))
