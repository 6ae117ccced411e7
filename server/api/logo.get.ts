import { setResponseHeaders } from 'h3'
import { defineOpenHandler } from '../http/handler'
import { readLogo } from '../services/settings/brand'

/** `GET /api/logo`: the picture of the brand; its address changes with it. */
export default defineOpenHandler(async (event) => {
  const { type, bytes } = readLogo()
  setResponseHeaders(event, {
    'content-type': type,
    'cache-control': 'public, max-age=86400',
    'content-security-policy': 'default-src \'none\'',
  })
  return bytes
})
