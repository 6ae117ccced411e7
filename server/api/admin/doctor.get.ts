import { config } from '../../core/config'
import { defineAdminHandler } from '../../http/handler'
import { examine } from '../../services/admin/adminDoctor'

/** `GET /api/admin/doctor`: each part, as it is now. */
export default defineAdminHandler(async ({ event }) => {
  const { publicOrigin, trustedProxies, limited } = config()
  const forwarded = event.node.req.headers['x-forwarded-for'] !== undefined
  return {
    checks: await examine({ publicOrigin, trustedProxies, limited, forwarded }),
    serverTime: new Date().toISOString(),
  }
})
