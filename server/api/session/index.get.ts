import { defineUserHandler } from '../../http/handler'

/** `GET /api/session`: who is calling. */
export default defineUserHandler(async ({ user }) => ({ user }))
