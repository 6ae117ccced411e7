import { defineOpenHandler } from '../http/handler'
import { describeSite } from '../services/admin/adminSetting'

/** `GET /api/site`: the name, the branding and the access settings of this Plaza. */
export default defineOpenHandler(async () => ({ site: describeSite() }))
