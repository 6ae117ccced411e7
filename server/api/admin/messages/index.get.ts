import { adminMessageListSchema } from '#shared/schemas/admin/adminMessage'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { searchMessages } from '../../../services/messages/messageSearch'

/** `GET /api/admin/messages`: by room, author, time and text. */
export default defineAdminHandler(({ event }) => searchMessages(validQuery(event, adminMessageListSchema)))
