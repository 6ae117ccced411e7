import { defineAdminHandler } from '../../../http/handler'
import { describeMail } from '../../../services/mail/mailQueue'

/** `GET /api/admin/mail` */
export default defineAdminHandler(async () => ({ mail: await describeMail() }))
