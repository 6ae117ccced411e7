import { open } from 'node:fs/promises'
import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'
import type { CreateRaw } from 'sharp'

// A program of its own, which services/files/pictureProcess.ts starts: it reads what strangers send. While developing
// it is run as it stands here, so it imports packages only.

export interface Bounds { pixels: number, side: number }

interface Drawing {
  sign: Uint8Array
  ground: string
  pictures: { name: string, width: number, height: number, side: number, filled: boolean }[]
}

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
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map(format => `VipsForeignLoad${format}File`)
    // What strangers send is a file. Signs come as bytes: an admin's picture, or an SVG of ours.
    .concat(['Jpeg', 'Png', 'Webp', 'Svg'].map(format => `VipsForeignLoad${format}Buffer`)),
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

/** The sign in the middle of each picture, as PNG. */
export async function draw(
  { sign, ground, pictures }: Drawing, bounds: Bounds,
): Promise<Map<string, Uint8Array> | string> {
  try {
    const { width, height } = await sharp(sign, { density: 72 }).metadata()
    if (Math.max(width, height) > bounds.side) return 'picture_pixels'
    const parts = new Map<string, Uint8Array>()
    for (const { name, side, filled, ...size } of pictures) {
      const density = 72 * Math.max(1, side / width)
      const input = await sharp(sign, { density }).resize(side, side, { fit: 'cover' }).ensureAlpha().raw().toBuffer()
      const background = filled ? ground : '#00000000'
      parts.set(name, await sharp({ create: { ...size, channels: 4, background } })
        .composite([{ input, raw: { width: side, height: side, channels: 4 } }]).png().toBuffer())
    }
    return parts
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
  process.on('message', ({ bounds, ...asked }: { bounds: Bounds } & ({ path: string } | { drawing: Drawing })) => {
    void ('path' in asked ? readPicture(asked.path, bounds) : draw(asked.drawing, bounds)).then(answer =>
      process.send?.(typeof answer === 'string' ? { fault: answer } : { parts: answer }),
    )
  })
  // Whoever started it is gone.
  process.once('disconnect', () => process.exit())
}
