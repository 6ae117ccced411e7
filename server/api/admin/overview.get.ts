import { defineAdminHandler } from '../../http/handler'
import { hub } from '../../realtime/hub/hub'
import { describePlaza } from '../../services/admin/adminOverview'

/** `GET /api/admin/overview` */
export default defineAdminHandler(async () => ({
  overview: await describePlaza(hub.countPeople(), hub.connections.size),
}))
