import { getRouterParam, setResponseHeaders } from 'h3'
import { brandPictures } from '#shared/brandPicture'
import type { BrandPicture } from '#shared/brandPicture'
import { AppError } from '../../core/errors'
import { defineOpenHandler } from '../../http/handler'
import { readBrandPicture } from '../../services/pictures/brandPicture'

const isKnown = (name: string): name is BrandPicture => Object.hasOwn(brandPictures, name)

/** `GET /brand/:name.png`: what systems show for this brand; its address changes with it. */
export default defineOpenHandler(async (event) => {
  const name = /^([a-z]+(?:-\d+)?)\.png$/.exec(getRouterParam(event, 'name') ?? '')?.[1] ?? ''
  if (!isKnown(name)) throw new AppError('not_found')
  const bytes = await readBrandPicture(name)
  setResponseHeaders(event, {
    'content-type': 'image/png',
    'cache-control': 'public, max-age=86400',
    'content-security-policy': 'default-src \'none\'',
  })
  return bytes
})
