import { setResponseStatus } from 'h3'
import { apiTokenSchema } from '#shared/schemas/admin/adminFeature'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { createToken } from '../../../services/integrations/apiToken'

/** `POST /api/admin/tokens`: the token is shown once. */
export default defineAdminHandler(async ({ event, actor, user }) => {
  const created = await createToken({ ...actor, id: user.id }, await validBody(event, apiTokenSchema))
  setResponseStatus(event, 201)
  return created
}, { confirmed: true })
