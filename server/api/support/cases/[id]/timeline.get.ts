import { timelineQuerySchema } from '#shared/schemas/supportCase'
import { defineUserHandler, idParam, validQuery } from '../../../../http/handler'
import { listTimeline } from '../../../../services/support/caseTimeline'

/** `GET /api/support/cases/:id/timeline`: messages, notes and changes by time, for agents. */
export default defineUserHandler(({ event, user }) =>
  listTimeline(user.id, idParam(event, 'id'), validQuery(event, timelineQuerySchema)))
