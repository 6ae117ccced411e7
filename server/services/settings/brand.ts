import { createHash } from 'node:crypto'
import type { Site } from '#shared/protocol/site'
import { AppError } from '../../core/errors'
import { currentSettings } from './policy'

/** The brand as everybody may know it: its picture by a path that changes with it. */
export function describeBrand(): Site['brand'] {
  const { name, hue, logo } = currentSettings().brand
  const version = logo && createHash('sha256').update(logo).digest('hex').slice(0, 12)
  return { name, hue, logo: version ? `/api/logo?v=${version}` : null }
}

/** The picture of the brand, or `not_found`. */
export function readLogo(): { type: string, bytes: Buffer } {
  const [, type, data] = /^data:([^;]+);base64,(.+)$/.exec(currentSettings().brand.logo ?? '') ?? []
  if (!type || !data) throw new AppError('not_found')
  return { type, bytes: Buffer.from(data, 'base64') }
}
