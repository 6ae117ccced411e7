import { defineUserHandler } from '../http/handler'
import { evaluateFeaturesOf } from '../services/features/feature'
import { localeOf } from '../http/locale'

/** `GET /api/features` */
export default defineUserHandler(async ({ event, user }) => evaluateFeaturesOf(user, localeOf(event.node.req)))
