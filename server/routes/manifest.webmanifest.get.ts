import { setResponseHeader } from 'h3'
import { defineOpenHandler } from '../http/handler'
import { describeManifest } from '../services/settings/manifest'

/** `GET /manifest.webmanifest`: what a system shows of Plaza once it is installed. */
export default defineOpenHandler(async (event) => {
  setResponseHeader(event, 'content-type', 'application/manifest+json')
  return JSON.stringify(describeManifest())
})
