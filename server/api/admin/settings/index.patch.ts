import { settingsPatchSchema } from '#shared/schemas/admin/adminSettings'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { assertConfirmed } from '../../../services/sessions/confirmation'
import { changeSettings } from '../../../services/admin/adminSetting'

/** Who gets in, and how long messages are kept. */
const guarded = ['registration', 'guests', 'retentionDays'] as const

/** `PATCH /api/admin/settings`: in force without a restart. */
export default defineAdminHandler(async ({ event, actor, ...caller }) => {
  const patch = await validBody(event, settingsPatchSchema)
  if (guarded.some(name => patch[name] !== undefined)) assertConfirmed(caller)
  return { settings: await changeSettings(actor, patch) }
})
