import { getRouterParam } from 'h3'
import { endOwn } from '../../../http/auth'
import { defineUserHandler } from '../../../http/handler'

/** `DELETE /api/account/sessions/:id`: logs the caller out there. */
export default defineUserHandler(({ event, ...caller }) => endOwn(event, caller, getRouterParam(event, 'id') ?? ''))
