import { featureFaultsSchema } from '#shared/schemas/feature'
import { defineUserHandler, validBody } from '../../http/handler'
import { localeOf } from '../../http/locale'
import { clientAddress } from '../../http/origin'
import { consume } from '../../http/rateLimit'
import { reportFaults } from '../../services/figures/pageFaults'

/** `POST /api/features/faults`: how many errors a page had, counted for what its reader has of each feature. */
export default defineUserHandler(async ({ event, user }) => {
  const { count } = await validBody(event, featureFaultsSchema)
  await consume('fault.user', user.id)
  const request = event.node.req
  await reportFaults(user, { locale: localeOf(request), address: clientAddress(request) }, count)
})
