import { pushHostSchema } from '#shared/schemas/admin/adminPush'
import { defineAdminHandler, validBody } from '../../../../http/handler'
import { retryDeadLetters } from '../../../../services/push/deadLetter'

/** `POST /api/admin/push/dead-letters/retries` */
export default defineAdminHandler(async ({ event, actor }) => {
  const { host } = await validBody(event, pushHostSchema)
  return { retried: await retryDeadLetters(actor, host) }
})
