import { setResponseStatus } from 'h3'
import { filterSchema } from '#shared/schemas/supportFilter'
import { defineUserHandler, validBody } from '../../../http/handler'
import { createFilter } from '../../../services/support/desk/filter'

/** `POST /api/support/filters` */
export default defineUserHandler(async ({ event, user }) => {
  const filter = await createFilter(user.id, await validBody(event, filterSchema))
  setResponseStatus(event, 201)
  return { filter }
})
