import { defineAdminHandler } from '../../../../http/handler'
import { keyParam } from '../../../../http/keyParam'
import { getReach } from '../../../../services/features/reach'

/** `GET /api/admin/features/:key/reach`: how many connected people have confirmed the feature's last change. */
export default defineAdminHandler(async ({ event }) => getReach(keyParam(event)))
