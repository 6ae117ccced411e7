import { defineAdminHandler } from '../../../http/handler'
import { catalogueBody } from '../../../http/catalogueBody'
import { importFeatures } from '../../../services/features/featureImport'

/** `POST /api/admin/feature-catalogue`: what was exported, whole or in part. */
export default defineAdminHandler(async ({ event, actor }) => importFeatures(actor, await catalogueBody(event)))
