import { defineAdminHandler } from '../../../http/handler'
import { describePush } from '../../../services/push/pushOverview'

/** `GET /api/admin/push` */
export default defineAdminHandler(async () => ({ push: await describePush() }))
