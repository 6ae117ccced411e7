import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../../core/errors'
import { toStorageError } from './storageError'
import { storage } from './storage'

export interface UploadLimits {
  bytes: number
  /** For all of it to arrive. */
  ms: number
}

/**
 * Writes what arrives to a file, gives its path to `work`, and deletes it afterwards. Nothing of it is kept in memory.
 * `too_large`, `invalid` for what is cut off, empty or slow, `storage_full`. The source is left open, so that its
 * sender can be answered.
 */
export async function withIncoming<T>(
  source: Readable, limits: UploadLimits, work: (path: string) => Promise<T>,
): Promise<T> {
  const path = await storage().reserve(limits.bytes)
  try {
    await pipeline(bounded(source, limits), createWriteStream(path)).catch((error: unknown) => {
      throw toStorageError(error)
    })
    return await work(path)
  }
  finally {
    await rm(path, { force: true }).catch(() => undefined)
  }
}

async function* bounded(source: Readable, { bytes, ms }: UploadLimits): AsyncGenerator<Buffer> {
  const chunks = source.iterator({ destroyOnReturn: false })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('invalid', { detail: 'the body did not arrive' })), ms)
  })
  let taken = 0
  try {
    for (;;) {
      const { done, value } = await Promise.race([next(chunks), late])
      if (done) break
      const chunk = value as Buffer
      taken += chunk.length
      if (taken > bytes) throw new AppError('too_large')
      yield chunk
    }
    if (taken === 0) throw new AppError('invalid', { detail: 'the body is empty' })
  }
  finally {
    clearTimeout(timer)
  }
}

async function next(chunks: AsyncIterator<unknown>): Promise<IteratorResult<unknown>> {
  try {
    return await chunks.next()
  }
  catch {
    throw new AppError('invalid', { detail: 'the body was cut off' })
  }
}
