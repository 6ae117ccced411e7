import { defineUserHandler, idParam } from '../../../../http/handler'
import { blockCustomer } from '../../../../services/support/customers/block'

/** `DELETE /api/support/customers/:userId/block`: by an agent of an inbox in which they have a case. */
export default defineUserHandler(({ event, user }) => blockCustomer(user, idParam(event, 'userId'), false))
