import { defineUserHandler, idParam } from '../../../../http/handler'
import { consume } from '../../../../http/rateLimit'
import { testSubscription } from '../../../../services/push/pushSubscription'

/** `POST /api/push/subscriptions/:id/test`: a notification to one of the caller's devices. */
export default defineUserHandler(async ({ event, user }) => {
  await consume('push.user', user.id)
  return testSubscription(user.id, idParam(event, 'id'))
})
