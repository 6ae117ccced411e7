import { expect, test } from 'vitest'
import { brandColor, brandPicturePath } from '../../shared/brandPicture.ts'

const house = { name: 'Plaza', hue: null, logo: null }

test('a picture of the house is a file, one of a brand has an address that changes with it', () => {
  expect(brandPicturePath(house, 'icon-192')).toBe('/icons/icon-192.png')
  const addresses = [{ hue: 200 }, { hue: 201 }, { logo: '/api/logo?v=0a1' }, { logo: '/api/logo?v=0a2' }, { hue: 0 }]
    .map(change => brandPicturePath({ ...house, ...change }, 'icon-192'))
  expect(addresses[0]).toBe('/brand/icon-192.png?v=200-sign')
  expect(new Set(addresses).size).toBe(5)
  expect(brandPicturePath({ ...house, hue: 200, name: 'Village' }, 'icon-192')).toBe(addresses[0])
})

test('a hue becomes the colour that a browser makes of oklch', () => {
  // Read from a canvas of Chromium that was filled with oklch(0.535 0.132 H).
  expect([null, 40, 142, 200].map(brandColor)).toEqual(['#ab4d2b', '#ab4d2b', '#398033', '#00828b'])
})
