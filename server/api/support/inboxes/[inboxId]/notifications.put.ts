import { inboxNotificationsSchema } from '#shared/schemas/supportCase'
import { defineUserHandler, idParam, validBody } from '../../../../http/handler'
import { setCaseAlerts } from '../../../../services/support/desk/caseAlert'

/** `PUT /api/support/inboxes/:id/notifications`: whether an agent is pushed its new cases. */
export default defineUserHandler(async ({ event, user }) => {
  const { level } = await validBody(event, inboxNotificationsSchema)
  await setCaseAlerts(user.id, idParam(event, 'inboxId'), level === 'all')
})
