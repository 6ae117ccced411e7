import { getRouterParam, setResponseHeaders } from 'h3'
import { parsePictureName } from '#shared/picture'
import { AppError } from '../../core/errors'
import { findPrincipal } from '../../http/authenticate'
import { defineOpenHandler } from '../../http/handler'
import { isVisitorFeatureOn } from '../../services/features/feature'
import { getPicture } from '../../services/pictures/pictureAccess'
import { currentSettings } from '../../services/settings/policy'

/**
 * `GET /api/pictures/:key-:size.webp`: what it shows never changes, so browsers keep it. Not for whoever comes after:
 * another cookie is another request.
 */
export default defineOpenHandler(async (event) => {
  const name = parsePictureName(getRouterParam(event, 'name') ?? '')
  if (!name) throw new AppError('not_found')
  const principal = await findPrincipal(event)
  const hasGlimpse = currentSettings().landingGlimpse && isVisitorFeatureOn('landing-glimpse')
  const bytes = await getPicture(principal?.user, name, hasGlimpse)
  setResponseHeaders(event, {
    'content-type': 'image/webp',
    'cache-control': 'private, max-age=31536000, immutable',
    'vary': 'Cookie, Authorization',
    'content-security-policy': 'default-src \'none\'; sandbox',
  })
  return bytes
})
