import { defineEventHandler } from 'h3'

/** `GET /api/health/live`: the process answers. */
export default defineEventHandler(() => ({ status: 'ok' }))
