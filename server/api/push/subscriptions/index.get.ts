import { defineUserHandler } from '../../../http/handler'
import { listSubscriptions } from '../../../services/push/pushSubscription'

/** `GET /api/push/subscriptions`: the caller's devices. */
export default defineUserHandler(async caller => ({ subscriptions: await listSubscriptions(caller) }))
