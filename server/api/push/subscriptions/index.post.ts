import { getHeader, setResponseStatus } from 'h3'
import { pushSubscriptionSchema } from '#shared/schemas/push'
import { defineUserHandler, validBody } from '../../../http/handler'
import { addSubscription } from '../../../services/push/pushSubscription'

/** `POST /api/push/subscriptions` */
export default defineUserHandler(async ({ event, ...caller }) => {
  const input = await validBody(event, pushSubscriptionSchema)
  const subscription = await addSubscription(caller, input, getHeader(event, 'user-agent') ?? '')
  setResponseStatus(event, 201)
  return { subscription }
})
