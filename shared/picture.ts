/** Sides of a picture in pixels, as they are stored; all are square. */
export const pictureSizes = [64, 128, 256] as const
export type PictureSize = (typeof pictureSizes)[number]

interface Picture {
  key: string
  size: PictureSize
}

const folder = '/api/pictures/'
const pattern = /^([0-9a-f]{32})-(\d+)\.webp$/

/** The address of a picture; `avatarUrl` is that of the middle size. */
export function pictureUrl(key: string, size: PictureSize = 128): string {
  return `${folder}${key}-${size}.webp`
}

/** What the address of a picture says; undefined for one that is not ours. */
export function parsePictureUrl(url: string): Picture | undefined {
  return url.startsWith(folder) ? parsePictureName(url.slice(folder.length)) : undefined
}

export function parsePictureName(name: string): Picture | undefined {
  const [, key = '', side] = pattern.exec(name) ?? []
  const size = pictureSizes.find(one => String(one) === side)
  return size && { key, size }
}

/** Every size of the picture, for `srcset`. */
export function pictureSet(url: string): string | undefined {
  const picture = parsePictureUrl(url)
  return picture && pictureSizes.map(size => `${pictureUrl(picture.key, size)} ${size}w`).join(', ')
}
