import { defineUserHandler } from '../../../http/handler'
import { keyParam } from '../../../http/keyParam'
import { localeOf } from '../../../http/locale'
import { markNewsSeen } from '../../../services/figures/featureNews'

/** `PUT /api/features/news/:key`: it was seen. */
export default defineUserHandler(({ event, user }) => markNewsSeen(user, localeOf(event.node.req), keyParam(event)))
