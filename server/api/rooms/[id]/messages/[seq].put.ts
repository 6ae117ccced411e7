import { AppError } from '../../../../core/errors'
import { defineRoomHandler } from '../../../../http/handler'

/** Messages never change. */
export default defineRoomHandler(async () => {
  throw new AppError('messages_are_immutable')
}, { support: true })
