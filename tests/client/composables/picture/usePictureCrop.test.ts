import { expect, test } from 'vitest'
import { usePictureCrop } from '~/composables/picture/usePictureCrop'

const cropOf = (width: number, height: number) => usePictureCrop(ref({ width, height }))

test('the largest square in the middle comes first', () => {
  expect(cropOf(300, 200).cut.value).toEqual({ x: 50, y: 0, side: 200 })
  expect(cropOf(200, 300).cut.value).toEqual({ x: 0, y: 50, side: 200 })
  expect(cropOf(80, 80).cut.value).toEqual({ x: 0, y: 0, side: 80 })
})

test('the picture moves under the square as far as its edges', () => {
  const { cut, move } = cropOf(300, 200)
  move(0.1, 0.4)
  expect(cut.value).toEqual({ x: 30, y: 0, side: 200 })
  move(9, 9)
  expect(cut.value).toEqual({ x: 0, y: 0, side: 200 })
  move(-9, -9)
  expect(cut.value.x).toBeCloseTo(100)
})

test('what is under the pointer stays there while the size changes', () => {
  const { cut, zoom, zoomBy } = cropOf(400, 400)
  zoomBy(2, { x: 0.25, y: 0.75 })
  expect(zoom.value).toBe(2)
  expect(cut.value).toEqual({ x: 50, y: 150, side: 200 })
  const { x, y, side } = cut.value
  expect([x + side * 0.25, y + side * 0.75]).toEqual([100, 300])
})

test('the square neither leaves the picture nor gets too small', () => {
  const { cut, zoom, mostZoom, zoomBy, zoomTo, move } = cropOf(400, 200)
  zoomBy(1000)
  expect(zoom.value).toBe(mostZoom)
  move(99, -99)
  expect(cut.value.x).toBe(0)
  zoomTo(1)
  expect(cut.value).toEqual({ x: 0, y: 0, side: 200 })
  zoomBy(0.01)
  expect(zoom.value).toBe(1)
})

test('arrows, plus and minus do it by keyboard; other keys are not taken', () => {
  const { cut, zoom, press } = cropOf(300, 200)
  expect(press('ArrowRight')).toBe(true)
  expect(cut.value.x).toBe(40)
  expect(press('+')).toBe(true)
  expect(zoom.value).toBeCloseTo(1.1)
  expect(press('-')).toBe(true)
  expect(zoom.value).toBeCloseTo(1)
  expect(press('Tab')).toBe(false)
})

test('the whole picture is laid out so that the cut fills its box', () => {
  const { style, zoomTo } = cropOf(300, 200)
  expect(style.value).toEqual({ width: '150%', height: '100%', left: '-25%', top: '0%' })
  zoomTo(2)
  expect(style.value).toEqual({ width: '300%', height: '200%', left: '-100%', top: '-50%' })
})
