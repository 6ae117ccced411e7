import { defineAdminHandler } from '../../http/handler'

/** `GET /api/admin/access`: 204 for an admin; the pages ask it before they show anything. */
export default defineAdminHandler(async () => undefined)
