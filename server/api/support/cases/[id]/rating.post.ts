import { ratingSchema } from '#shared/schemas/supportCase'
import { defineUserHandler, idParam, validBody } from '../../../../http/handler'
import { rateCase } from '../../../../services/support/caseRating'

/** `POST /api/support/cases/:id/rating`: by its customer. */
export default defineUserHandler(async ({ event, user }) => ({
  case: await rateCase(user.id, idParam(event, 'id'), await validBody(event, ratingSchema)),
}), { customers: true })
