import { mount } from '@vue/test-utils'
import { defineComponent, h, shallowRef } from 'vue'
import { beforeEach, describe, expect, test, vi } from 'vitest'

const near = { oldest: vi.fn(), newest: vi.fn(), live: vi.fn(() => true) }
const frame = { height: 500, width: 300 }
let resized: () => void = () => {}
const observer = { observe: vi.fn(), disconnect: vi.fn() }

beforeEach(() => {
  Object.assign(frame, { height: 500, width: 300 })
  near.live.mockReturnValue(true)
  vi.stubGlobal('ResizeObserver', class {
    constructor(callback: () => void) {
      resized = callback
    }

    observe = observer.observe
    disconnect = observer.disconnect
  })
})

/**
 * A browser that lays out messages of these heights, the newest last, in a scroller whose `scrollTop` is 0 at its end
 * and negative above it, as `column-reverse` does: a message that grows moves those above it.
 */
function listOf(heights: number[]) {
  const content = document.createElement('div')
  const scroller = document.createElement('div')
  scroller.append(content)
  document.body.append(scroller)
  const total = () => heights.reduce((sum, height) => sum + height, 0)
  let scrollTop = 0
  const define = (element: Element, property: string, get: () => number, set?: (value: number) => void) =>
    Object.defineProperty(element, property, { get, set, configurable: true })
  define(scroller, 'scrollTop', () => scrollTop, (value) => {
    scrollTop = Math.min(0, Math.max(value, frame.height - total()))
  })
  define(scroller, 'scrollHeight', total)
  define(scroller, 'clientHeight', () => frame.height)
  define(scroller, 'clientWidth', () => frame.width)
  scroller.getBoundingClientRect = () => ({ top: 0, bottom: frame.height }) as DOMRect
  const place = (element: Element, index: number) => {
    element.getBoundingClientRect = () => {
      const below = heights.slice(index + 1).reduce((sum, height) => sum + height, 0)
      const bottom = frame.height - scrollTop - below
      return { top: bottom - heights[index]!, bottom } as DOMRect
    }
    element.scrollIntoView = () => {
      scroller.scrollTop += element.getBoundingClientRect().top - frame.height / 2 + heights[index]! / 2
    }
  }
  const lines = heights.map((_height, index) => {
    const block = document.createElement('div')
    block.dataset.block = ''
    const line = document.createElement('article')
    block.append(line)
    place(block, index)
    place(line, index)
    content.append(block)
    return line
  })
  const topOf = (index: number) => lines[index]!.getBoundingClientRect().top
  return { scroller, content, heights, lines, topOf }
}

function anchorOf({ scroller, content }: ReturnType<typeof listOf>) {
  let anchor: ReturnType<typeof useScrollAnchor> | undefined
  const host = mount(defineComponent({
    setup() {
      anchor = useScrollAnchor(shallowRef(scroller), shallowRef(content), near)
      return () => h('div')
    },
  }))
  return { anchor: anchor!, unmount: () => host.unmount() }
}

/** The reader scrolls, and the browser says so. */
function scroll(list: ReturnType<typeof listOf>, anchor: ReturnType<typeof anchorOf>['anchor'], to: number) {
  list.scroller.scrollTop = to
  anchor.onScroll()
}

const messages = () => Array.from({ length: 100 }, () => 50)

describe('at the end', () => {
  test('the list stays there when a message comes', () => {
    const list = listOf(messages())
    const { anchor } = anchorOf(list)
    anchor.keep()
    anchor.before()
    list.heights[99] = 150
    list.scroller.scrollTop = -8
    anchor.keep()
    expect(list.scroller.scrollTop).toBe(0)
    expect(anchor.atEnd.value).toBe(true)
  })

  test('a list that goes on elsewhere has none', () => {
    near.live.mockReturnValue(false)
    const list = listOf(messages())
    const { anchor } = anchorOf(list)
    anchor.look()
    expect(anchor.atEnd.value).toBe(false)
    anchor.toEnd()
    expect(anchor.atEnd.value).toBe(false)
    near.live.mockReturnValue(true)
    anchor.toEnd()
    expect(anchor.atEnd.value).toBe(true)
  })

  test('is left by scrolling, and found again', () => {
    const list = listOf(messages())
    const { anchor } = anchorOf(list)
    anchor.keep()
    scroll(list, anchor, -16)
    expect(anchor.atEnd.value).toBe(false)
    scroll(list, anchor, -15)
    expect(anchor.atEnd.value).toBe(true)
  })

  test('is not returned to when the reader scrolled and the browser has not said so yet', () => {
    const list = listOf(messages())
    const { anchor } = anchorOf(list)
    anchor.keep()
    list.scroller.scrollTop = -1_000
    anchor.before()
    anchor.keep()
    expect(anchor.atEnd.value).toBe(false)
    expect(list.scroller.scrollTop).toBe(-1_000)
  })
})

describe('above it', () => {
  test('the line that is being read stays where it is when something below it grows', () => {
    const list = listOf(messages())
    const { anchor } = anchorOf(list)
    anchor.keep()
    scroll(list, anchor, -1_000)
    const before = list.topOf(70)
    anchor.before()
    list.heights[95] = 250
    anchor.keep()
    expect(list.topOf(70)).toBe(before)
    expect(list.scroller.scrollTop).toBe(-1_200)
  })

  test('also when an image is measured later', () => {
    const list = listOf(messages())
    const { anchor } = anchorOf(list)
    anchor.keep()
    scroll(list, anchor, -1_000)
    const before = list.topOf(70)
    list.heights[99] = 90
    resized()
    expect(list.topOf(70)).toBe(before)
  })

  test('also when the window becomes lower, which moves the list too', () => {
    const list = listOf(messages())
    const { anchor } = anchorOf(list)
    anchor.keep()
    scroll(list, anchor, -1_000)
    const before = list.topOf(70)
    frame.height = 400
    anchor.onScroll()
    resized()
    expect(list.topOf(70)).toBe(before)
  })

  test('the reader\'s own scrolling is kept, not taken back', () => {
    const list = listOf(messages())
    const { anchor } = anchorOf(list)
    anchor.keep()
    scroll(list, anchor, -1_000)
    list.scroller.scrollTop = -1_500
    anchor.before()
    anchor.keep()
    expect(list.scroller.scrollTop).toBe(-1_500)
  })

  test('a line that is gone is let go', () => {
    const list = listOf(messages())
    const { anchor } = anchorOf(list)
    anchor.keep()
    scroll(list, anchor, -1_000)
    list.content.replaceChildren()
    anchor.keep()
    expect(list.scroller.scrollTop).toBe(-1_000)
  })
})

describe('where more is needed', () => {
  test('the end of what is loaded is announced before it is reached, on either side', () => {
    const list = listOf(messages())
    const { anchor } = anchorOf(list)
    scroll(list, anchor, -2_000)
    expect(near.oldest).not.toHaveBeenCalled()
    expect(near.newest).not.toHaveBeenCalled()
    scroll(list, anchor, -3_301)
    expect(near.oldest).toHaveBeenCalledOnce()
    scroll(list, anchor, -1_199)
    expect(near.newest).toHaveBeenCalledOnce()
  })
})

describe('going to a message', () => {
  test('puts it into the middle of the screen', () => {
    const list = listOf(messages())
    const { anchor } = anchorOf(list)
    anchor.toElement(list.lines[50]!)
    expect(list.topOf(50)).toBe(225)
    expect(anchor.atEnd.value).toBe(false)
    list.heights[99] = 300
    anchor.keep()
    expect(list.topOf(50)).toBe(225)
  })

  test('or as far from the top as it stood once', () => {
    const list = listOf(messages())
    const { anchor } = anchorOf(list)
    anchor.toElement(list.lines[50]!, 40)
    expect(list.topOf(50)).toBe(40)
  })
})

test('the place is the first line that begins on the screen', () => {
  const list = listOf(messages())
  const { anchor } = anchorOf(list)
  scroll(list, anchor, -1_020)
  expect(anchor.place()).toEqual({ line: list.lines[70], top: 20 })
})

test('where no line begins on the screen, it is the long one that fills it', () => {
  const list = listOf([50, 2_000])
  const { anchor } = anchorOf(list)
  scroll(list, anchor, -700)
  expect(anchor.place()?.line).toBe(list.lines[1])
})

test('nothing is watched after the list is gone', () => {
  const { unmount } = anchorOf(listOf(messages()))
  expect(observer.observe).toHaveBeenCalledTimes(2)
  unmount()
  expect(observer.disconnect).toHaveBeenCalledOnce()
})
