import { settingsPatchSchema } from '#shared/adminSchemas'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { changeSettings } from '../../../services/setting'

/** `PATCH /api/admin/settings`: in force without a restart. */
export default defineAdminHandler(async ({ event, actor }) => ({ settings: await changeSettings(actor, await validBody(event, settingsPatchSchema)) }))
