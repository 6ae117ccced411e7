import { brandColor, brandPictures, brandSign } from '#shared/brandPicture'
import type { BrandPicture } from '#shared/brandPicture'
import { paper } from '#shared/theme'
import type { FileParts } from '../files/fileStorage'
import { drawPictures } from '../files/picture'
import { readLogo } from '../settings/brand'
import { currentSettings } from '../settings/policy'

/** Those of the brand that was asked for last, drawn once: they are small, few and the same for all. */
let drawn: { of: string, parts: Promise<FileParts> } | undefined

/** A picture of the brand as PNG: its logo, or the sign of the house, on its colour. `not_found` for another name. */
export async function readBrandPicture(name: BrandPicture): Promise<Uint8Array | undefined> {
  const { hue, logo } = currentSettings().brand
  const of = `${hue} ${logo}`
  if (drawn?.of !== of) drawn = { of, parts: draw(hue, Boolean(logo)) }
  const { parts } = drawn
  return parts.then(all => all.get(name), (error: unknown) => {
    if (drawn?.parts === parts) drawn = undefined
    throw error
  })
}

function draw(hue: number | null, hasLogo: boolean): Promise<FileParts> {
  const color = brandColor(hue)
  return drawPictures({
    sign: hasLogo ? readLogo().bytes : Buffer.from(brandSign(color)),
    ground: hasLogo ? paper.light : color,
    pictures: Object.entries(brandPictures).map(([name, shape]) => ({ name, ...shape })),
  })
}
