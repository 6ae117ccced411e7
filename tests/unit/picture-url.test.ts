import { expect, test } from 'vitest'
import { parsePictureName, parsePictureUrl, pictureSet, pictureUrl } from '#shared/picture'

const key = '0123456789abcdef0123456789abcdef'

test('the address of a picture says which it is, and how large', () => {
  expect(pictureUrl(key)).toBe(`/api/pictures/${key}-128.webp`)
  expect(parsePictureUrl(pictureUrl(key, 64))).toEqual({ key, size: 64 })
  expect(pictureSet(pictureUrl(key))).toBe(
    `${pictureUrl(key, 64)} 64w, ${pictureUrl(key, 128)} 128w, ${pictureUrl(key, 256)} 256w`,
  )
})

test.each([
  '', key, `${key}-64`, `${key}-65.webp`, `${key}-064.webp`, `${key}-64.png`, `../${key}-64.webp`, `${key}-64.webp/`,
  `${key.toUpperCase()}-64.webp`, `${key}0-64.webp`, `${key}-64.webp\n`,
])('%j is none', (name) => {
  expect(parsePictureName(name)).toBeUndefined()
})

test('an address elsewhere is not ours', () => {
  expect(parsePictureUrl(`https://elsewhere.example/api/pictures/${key}-64.webp`)).toBeUndefined()
  expect(pictureSet('/logo.png')).toBeUndefined()
})
