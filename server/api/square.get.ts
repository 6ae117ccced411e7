import { config } from '../config'
import { AppError } from '../errors'
import { defineOpenHandler } from '../http/handler'
import { hub } from '../realtime/hub'
import { glimpseSquare } from '../services/square'

/** `GET /api/square`: the landing page's glimpse, unless it is switched off. */
export default defineOpenHandler(async () => {
  if (!config().landingGlimpse) throw new AppError('not_found')
  return glimpseSquare(roomId => hub.countOnline(roomId))
})
