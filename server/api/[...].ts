import { setResponseHeader } from 'h3'
import { AppError } from '../core/errors'
import { defineOpenHandler } from '../http/handler'
import { methodsOf } from '../http/methods'

/**
 * Everything else below /api: a method that its address does not have, or an address that does not exist. For
 * admins' it is all the same.
 */
export default defineOpenHandler(async (event) => {
  const path = event.path.split('?', 1)[0] ?? ''
  const methods = path.startsWith('/api/admin/') ? [] : methodsOf(path)
  if (methods.length === 0) throw new AppError('not_found')
  setResponseHeader(event, 'allow', methods.join(', '))
  throw new AppError('method_not_allowed')
})
