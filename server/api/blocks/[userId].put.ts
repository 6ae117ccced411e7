import { defineUserHandler, idParam } from '../../http/handler'
import { blockPerson } from '../../services/rooms/block'

/** `PUT /api/blocks/:userId`: the person is told nothing. */
export default defineUserHandler(({ event, user }) => blockPerson(user, idParam(event, 'userId')))
