import { defineAdminHandler } from '../../../../http/handler'
import { keyParam } from '../../../../http/keyParam'
import { deleteFeature } from '../../../../services/features/featureAdmin'

/** `DELETE /api/admin/features/:key`: for good; the key stays taken. */
export default defineAdminHandler(async ({ event, actor }) => deleteFeature(actor, keyParam(event)))
