/** What a browser can open and the server keeps; an SVG is a document. */
export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif']

/** Pixels on each side of what is sent: what the server keeps, for the finest screens. */
const side = 512
const quality = 0.9

/** Where the square lies in the picture, in its own pixels. */
export interface Cut { x: number, y: number, side: number }

/** Opens a file that somebody chose, upright; undefined when it is no picture for this browser. */
export async function openPicture(file: Blob): Promise<HTMLImageElement | undefined> {
  if (!pictureTypes.includes(file.type)) return undefined
  const image = new Image()
  image.src = URL.createObjectURL(file)
  try {
    await image.decode()
    if (image.naturalWidth > 0 && image.naturalHeight > 0) return image
  }
  catch {
    // Said by whoever asked.
  }
  closePicture(image)
  return undefined
}

export function closePicture(image: HTMLImageElement | undefined): void {
  if (image) URL.revokeObjectURL(image.src)
}

/** The square as a file of its own: only that leaves the browser, without what the camera wrote beside it. */
export function cutPicture(image: HTMLImageElement, cut: Cut): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = side
  const context = canvas.getContext('2d')
  if (!context) return Promise.reject(new Error('no canvas'))
  context.fillStyle = 'white'
  context.fillRect(0, 0, side, side)
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, cut.x, cut.y, cut.side, cut.side, 0, 0, side, side)
  return new Promise((resolve, reject) =>
    canvas.toBlob(blob => blob ? resolve(blob) : reject(new Error('no picture')), 'image/webp', quality))
}
