import { AppError } from '../errors'
import { defineOpenHandler } from '../http/handler'

/** Everything else below /api does not exist. */
export default defineOpenHandler(async () => {
  throw new AppError('not_found')
})
