import { defineUserHandler } from '../../../http/handler'
import { localeOf } from '../../../http/locale'
import { listNews } from '../../../services/figures/featureNews'

/** `GET /api/features/news`: what was turned on for the caller and has a note. */
export default defineUserHandler(async ({ event, user }) => ({ news: await listNews(user, localeOf(event.node.req)) }))
