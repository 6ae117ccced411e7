import { AppError } from '../core/errors'
import { defineOpenHandler } from '../http/handler'
import { countHere } from '../realtime/roomPresence'
import { isVisitorFeatureOn } from '../services/features/feature'
import { currentSettings } from '../services/settings/policy'
import { glimpseSquare } from '../services/rooms/square'

/** `GET /api/square`: the landing page's glimpse, unless it is switched off. */
export default defineOpenHandler(async () => {
  if (!currentSettings().landingGlimpse || !isVisitorFeatureOn('landing-glimpse')) throw new AppError('not_found')
  return glimpseSquare(countHere)
})
