import { parsePictureUrl, pictureUrl } from '#shared/picture'
import { ConcurrencyLimiter } from '../../core/concurrencyLimiter'
import { AppError, invalidField } from '../../core/errors'
import { addFile, removeFile } from './file'
import type { FileRow } from './file'
import type { FileParts } from './fileStorage'
import { askPictureProgram } from './pictureProcess'
import type { Drawing } from './pictureProcess'

/** One at a time: a picture takes a core and some 100 MB for a moment, which others need. */
const limiter = new ConcurrencyLimiter({ concurrency: 1, maxWaitMs: 8000 })

type Owner = Pick<FileRow, 'purpose' | 'ownerId' | 'createdBy'>

/**
 * Makes a picture of what was uploaded, stores it in all sizes and gives its address to `commit`, which lets its owner
 * refer to it and does nothing after that. `invalid` says what is wrong with the picture.
 */
export async function withPicture<T>(owner: Owner, path: string, commit: (url: string) => Promise<T>): Promise<T> {
  const parts = await limiter.run(() => askPictureProgram({ path }))
  if (typeof parts === 'string') throw invalidField('picture', parts)
  const key = await addFile(owner, parts)
  try {
    return await commit(pictureUrl(key))
  }
  catch (error) {
    // What was refused was not committed. With any other error it may have been: the maintenance finds out.
    if (error instanceof AppError && error.status < 500) await removeFile(key)
    throw error
  }
}

/** PNGs around a sign, by name; `invalid` when the sign is no picture. */
export async function drawPictures(drawing: Drawing): Promise<FileParts> {
  const parts = await limiter.run(() => askPictureProgram({ drawing }))
  if (typeof parts === 'string') throw invalidField('picture', parts)
  return parts
}

/** The file behind an address that was in use until now. */
export async function removePicture(url: string | null): Promise<void> {
  const picture = url && parsePictureUrl(url)
  if (picture) await removeFile(picture.key)
}
