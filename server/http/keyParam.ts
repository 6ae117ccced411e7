import { getRouterParam } from 'h3'
import type { H3Event } from 'h3'
import { featureKeySchema } from '#shared/schemas/admin/adminFeature'
import { AppError } from '../core/errors'

/** The key of a feature or segment in the path. Anything else cannot exist: `not_found`. */
export function keyParam(event: H3Event): string {
  const result = featureKeySchema.safeParse(getRouterParam(event, 'key', { decode: true }))
  if (!result.success) throw new AppError('not_found')
  return result.data
}
