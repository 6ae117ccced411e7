import { defineAdminHandler } from '../../../http/handler'
import { currentSettings } from '../../../services/settings/policy'

/** `GET /api/admin/settings` */
export default defineAdminHandler(async () => ({ settings: currentSettings() }))
