import { defineAdminHandler } from '../../../http/handler'
import { catalogueBody } from '../../../http/catalogueBody'
import { previewImport } from '../../../services/features/featureImport'

/** `POST /api/admin/feature-catalogue/preview`: what an import of this file would change. */
export default defineAdminHandler(async ({ event, actor }) => previewImport(actor, await catalogueBody(event)))
