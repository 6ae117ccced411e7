import { describe, expect, it } from 'vitest'
import { ApiError } from '../../utils/api.ts'
import { isPageFault } from '../../utils/pageFault.ts'

const from = (place: string) =>
  Object.assign(new Error('secret text'), { stack: `Error: secret text\n    at f (${place})` })

describe('an error of a page', () => {
  it('is one of its scripts', () => {
    const error = from('https://plaza.test/_nuxt/a.js:1:1')
    expect(isPageFault({ filename: 'https://plaza.test/_nuxt/a.js', error })).toBe(true)
    expect(isPageFault({ error })).toBe(true)
    expect(isPageFault({ error: 'thrown as a text' })).toBe(true)
  })

  it('is not one of an extension', () => {
    for (const browser of ['chrome', 'moz', 'safari-web']) {
      expect(isPageFault({ filename: `${browser}-extension://abc/a.js`, error: new Error('x') })).toBe(false)
      expect(isPageFault({ error: from(`${browser}-extension://abc/a.js:1:1`) })).toBe(false)
    }
  })

  it('is not what the browser says nothing about: scripts from elsewhere, loops of observers', () => {
    expect(isPageFault({ filename: '', error: null })).toBe(false)
    expect(isPageFault({})).toBe(false)
  })

  it('is not an answer of the server, nor a request that was broken off', () => {
    expect(isPageFault({ error: new ApiError('offline') })).toBe(false)
    expect(isPageFault({ error: new DOMException('aborted', 'AbortError') })).toBe(false)
    expect(isPageFault({ error: Object.assign(new Error('page'), { statusCode: 404 }) })).toBe(false)
  })
})
