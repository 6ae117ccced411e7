import { open } from 'node:fs/promises'
import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'
import type { CreateRaw } from 'sharp'

// A program of its own, which services/files/pictureProcess.ts starts: it reads what strangers send. While developing
// it is run as it stands here, so it imports packages only.

export interface Bounds { pixels: number, side: number }

/** The types that are read, by what the bytes say: an SVG, for one, is a document that may ask for others. */
const types: ReadonlySet<string> = new Set([
  'image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/gif', 'image/avif',
])
const sizes = [256, 128, 64]
const quality = 82
const headBytes = 8192

sharp.cache(false)
sharp.concurrency(1)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map(format => `VipsForeignLoad${format}File`),
})

/**
 * The squares of a picture as WebP, upright, its first frame alone, without anything that the file said of itself. Of a
 * picture that is not square the middle. A string names what is wrong.
 */
export async function readPicture(path: string, { pixels, side }: Bounds): Promise<Map<string, Uint8Array> | string> {
  if (!types.has(await typeOf(path))) return 'picture_type'
  const picture = sharp(path, { limitInputPixels: false, failOn: 'error', sequentialRead: true, pages: 1 })
  try {
    const { width, height } = await picture.metadata()
    if (width * height > pixels || Math.max(width, height) > side) return 'picture_pixels'
    const { data, info } = await picture.autoOrient().resize(256, 256, { fit: 'cover' })
      .flatten({ background: '#ffffff' }).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
    return await encode(data, { width: info.width, height: info.height, channels: info.channels })
  }
  catch {
    return 'picture_damaged'
  }
}

/** By its first bytes, whatever its sender called it. */
async function typeOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    const type = await fileTypeFromBuffer(buffer.subarray(0, bytesRead)).catch(() => undefined)
    return type?.mime ?? ''
  }
  finally {
    await file.close()
  }
}

async function encode(pixels: Buffer, raw: CreateRaw): Promise<Map<string, Uint8Array>> {
  const parts = new Map<string, Uint8Array>()
  for (const size of sizes) {
    parts.set(`${size}.webp`, await sharp(pixels, { raw }).resize(size, size).webp({ quality }).toBuffer())
  }
  return parts
}

if (process.send) {
  process.on('message', ({ path, bounds }: { path: string, bounds: Bounds }) => {
    void readPicture(path, bounds).then(answer =>
      process.send?.(typeof answer === 'string' ? { fault: answer } : { parts: answer }),
    )
  })
  // Whoever started it is gone.
  process.once('disconnect', () => process.exit())
}
