import type { H3Event } from 'h3'
import { getRequestHeader } from 'h3'
import { limits } from '#shared/limits'
import { AppError } from '../core/errors'
import { withIncoming } from '../services/files/incoming'
import { requirePrincipal } from './authenticate'
import { discardBody } from './body'
import { consume } from './rateLimit'

const { bytes, uploadMs: ms, uploads } = limits.picture
let arriving = 0

/**
 * Takes the picture that is the body of a request into a file, streamed, and gives its path to `work`. What the sender
 * may do is looked up before, by the route, and again when it is there: it may take half a minute.
 */
export async function withUpload<T>(
  event: H3Event, userId: number, work: (path: string) => Promise<T>,
): Promise<T> {
  try {
    assertPicture(event)
    await consume('picture.user', userId)
    return await receive(event, work)
  }
  catch (error) {
    if (error instanceof AppError && error.code === 'too_large') await discardBody(event)
    throw error
  }
}

async function receive<T>(event: H3Event, work: (path: string) => Promise<T>): Promise<T> {
  if (arriving >= uploads) throw new AppError('busy')
  arriving++
  try {
    return await withIncoming(event.node.req, { bytes, ms }, async (path) => {
      await requirePrincipal(event)
      return work(path)
    })
  }
  finally {
    arriving--
  }
}

function assertPicture(event: H3Event): void {
  const type = (getRequestHeader(event, 'content-type') ?? '').trim().toLowerCase()
  if (!type.startsWith('image/')) throw new AppError('unsupported_media_type')
  if (Number(getRequestHeader(event, 'content-length') ?? 0) > bytes) throw new AppError('too_large')
}
