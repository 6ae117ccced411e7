import { pushHostSchema } from '#shared/schemas/admin/adminPush'
import { defineAdminHandler, validQuery } from '../../../../http/handler'
import { dropDeadLetters } from '../../../../services/push/deadLetter'

/** `DELETE /api/admin/push/dead-letters?host=` */
export default defineAdminHandler(({ event, actor }) => dropDeadLetters(actor, validQuery(event, pushHostSchema).host))
