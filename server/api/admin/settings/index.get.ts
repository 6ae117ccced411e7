import { defineAdminHandler } from '../../../http/handler'
import { currentSettings } from '../../../services/policy'

/** `GET /api/admin/settings` */
export default defineAdminHandler(async () => ({ settings: currentSettings() }))
