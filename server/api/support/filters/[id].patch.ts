import { filterPatchSchema } from '#shared/schemas/supportFilter'
import { defineUserHandler, idParam, validBody } from '../../../http/handler'
import { updateFilter } from '../../../services/support/desk/filter'

/** `PATCH /api/support/filters/:id` */
export default defineUserHandler(async ({ event, user }) =>
  ({ filter: await updateFilter(user.id, idParam(event, 'id'), await validBody(event, filterPatchSchema)) }))
