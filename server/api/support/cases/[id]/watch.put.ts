import { defineUserHandler, idParam } from '../../../../http/handler'
import { watchCase } from '../../../../services/support/caseWatch'

/** `PUT /api/support/cases/:id/watch`: an agent hears its room from now on, and can write in it. */
export default defineUserHandler(async ({ event, user }) => ({ room: await watchCase(user.id, idParam(event, 'id')) }))
