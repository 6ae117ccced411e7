import { defineUserHandler, idParam } from '../../../../http/handler'
import { removeSubscription } from '../../../../services/push/pushSubscription'

/** `DELETE /api/push/subscriptions/:id` */
export default defineUserHandler(({ event, user }) => removeSubscription(user.id, idParam(event, 'id')))
