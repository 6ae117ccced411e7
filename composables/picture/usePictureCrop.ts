import type { Cut } from '~/utils/pictureFile'

interface Size { width: number, height: number }
interface Point { x: number, y: number }

const mostZoom = 8
const step = 0.05

/**
 * Which square of a picture is taken: its middle, as a share of the sides, and how much it is enlarged. At zoom 1 it is
 * as large as fits. The square never leaves the picture.
 */
export function usePictureCrop(size: Ref<Size>) {
  const middle = ref<Point>({ x: 0.5, y: 0.5 })
  const zoom = ref(1)
  const cut = computed<Cut>(() => {
    const { width, height } = size.value
    const side = Math.min(width, height) / zoom.value
    return { x: middle.value.x * width - side / 2, y: middle.value.y * height - side / 2, side }
  })

  /** Moves the picture under the square by shares of its side, as a finger does that holds it. */
  function move(x: number, y: number) {
    const { width, height } = size.value
    const { side } = cut.value
    middle.value = {
      x: inside(middle.value.x - x * side / width, side / width),
      y: inside(middle.value.y - y * side / height, side / height),
    }
  }

  /** Enlarges by a factor, holding still what is at `at`, a place in the square by shares of its side. */
  function zoomBy(factor: number, at: Point = { x: 0.5, y: 0.5 }) {
    const before = cut.value
    zoom.value = Math.min(mostZoom, Math.max(1, zoom.value * factor))
    const shrunk = before.side / cut.value.side - 1
    move((0.5 - at.x) * shrunk, (0.5 - at.y) * shrunk)
  }

  function zoomTo(value: number) {
    zoomBy(value / zoom.value)
  }

  /** The arrows move the picture as a hand would, `+` and `-` change its size; true for a key that did something. */
  function press(key: string): boolean {
    const work = keys[key]
    work?.()
    return work !== undefined
  }

  const keys: Record<string, () => void> = {
    'ArrowLeft': () => move(-step, 0),
    'ArrowRight': () => move(step, 0),
    'ArrowUp': () => move(0, -step),
    'ArrowDown': () => move(0, step),
    '+': () => zoomBy(1.1),
    '=': () => zoomBy(1.1),
    '-': () => zoomBy(1 / 1.1),
  }

  /** How the whole picture lies in a square box of which the cut is all, in percent. */
  const style = computed(() => {
    const { x, y, side } = cut.value
    const percent = (value: number) => `${value / side * 100}%`
    return {
      width: percent(size.value.width), height: percent(size.value.height), left: percent(-x), top: percent(-y),
    }
  })

  return { zoom, mostZoom, cut, style, move, zoomBy, zoomTo, press }
}

/** The share nearest to this at which a span of that width lies between 0 and 1. */
function inside(middle: number, width: number): number {
  return Math.min(1 - width / 2, Math.max(width / 2, middle))
}
