import { defineUserHandler, idParam } from '../../../../http/handler'
import { liftRefusal } from '../../../../services/rooms/refusal'

/** `DELETE /api/account/privacy/rooms/:id`: may add the caller again. */
export default defineUserHandler(({ event, user }) => liftRefusal(user.id, 'room', idParam(event, 'id')))
