import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createApi } from '~/utils/api'
import { PageAround } from '~/widget/frame/page'
import { Visitor } from '~/widget/frame/visitor'
import type { ToFrame } from '~/widget/protocol'
import { fakeServer, problem } from '../support/transport'

const site = 'https://shop.example'
const vera = { id: 'vera', hmac: 'signed' }
const hello = { kept: {}, shown: true }
let told: [unknown, string][] = []

/** As if in a frame of a page. */
function frame() {
  const parent = { postMessage: (message: unknown, origin: string) => told.push([message, origin]) }
  const before = Object.getOwnPropertyDescriptor(window, 'parent')
  Object.defineProperty(window, 'parent', { value: parent, configurable: true })
  onTestFinished(() => void (before && Object.defineProperty(window, 'parent', before)))
  return (data: object, origin = site, source: unknown = parent) => {
    const event = Object.assign(new Event('message'), { data, origin, source })
    window.dispatchEvent(event)
  }
}

beforeEach(() => { told = [] })

describe('the page around', () => {
  it('is told things under its own origin only, and heard from there only', async () => {
    const post = frame()
    const heard: ToFrame[] = []
    const greeted = new PageAround('help', site).greet(message => heard.push(message))
    expect(told).toEqual([[{ type: 'ready', plaza: 'help' }, site]])
    post({ type: 'hello', plaza: 'help', kept: { token: 'evil' }, shown: true }, 'https://evil.example')
    post({ type: 'hello', plaza: 'other', kept: { token: 'evil' }, shown: true })
    post({ type: 'hello', plaza: 'help', kept: { token: 'evil' }, shown: true }, site, window)
    post({ type: 'hello', plaza: 'help', kept: { token: 'mine' }, shown: false })
    expect(await greeted).toMatchObject({ kept: { token: 'mine' }, shown: false })
    post({ type: 'identify', plaza: 'help', identity: vera }, 'https://evil.example')
    expect(heard).toEqual([])
  })

  it('that is not listed is told nothing', async () => {
    frame()
    const around = new PageAround('help', null)
    expect(await around.greet(() => {})).toEqual({ kept: {}, shown: true })
    around.tell({ type: 'unread', count: 1 })
    expect(told).toEqual([])
  })
})

describe('who looks at the frame', () => {
  const start = () => {
    const server = fakeServer()
    return { server, api: createApi(server.fetch), visitor: new Visitor('help', new PageAround('help', null)) }
  }

  it('is asked of the server, when the site vouches for them', async () => {
    const { server, api, visitor } = start()
    server.on('POST /api/support/sessions', () => ({ token: 'hers' }))
    visitor.adopt({ ...hello, identity: vera })
    await visitor.enter(api)
    expect(visitor.token).toBe('hers')
    expect(server.requests[0]?.body).toEqual({ inbox: 'help', identity: vera })
    await visitor.enter(api)
    expect(server.requests, 'the token is kept').toHaveLength(1)
  })

  it('may be somebody who was never here', async () => {
    const { server, api, visitor } = start()
    server.on('POST /api/support/sessions', () => { throw problem('not_found', 404) })
    visitor.adopt({ ...hello, identity: vera })
    await visitor.enter(api)
    expect(visitor.token).toBeUndefined()
    expect(visitor.opening()).toMatchObject({ identity: vera })
  })

  it('leaves nothing behind when they log out, and what a visitor has stays', async () => {
    const { api, visitor } = start()
    visitor.adopt(hello)
    visitor.know('visitor')
    visitor.keeper.set('draft:1', 'mine')
    expect(visitor.identify(vera)).toBe(true)
    visitor.know('hers')
    visitor.keeper.set('unsent:1', 'hers')
    expect(visitor.identify({ ...vera })).toBe(false)
    expect(visitor.identify(null)).toBe(true)
    visitor.forget(false)
    await visitor.enter(api)
    expect([visitor.token, visitor.keeper.get('draft:1')]).toEqual(['visitor', 'mine'])
    expect(Object.values({ ...localStorage })).not.toContain('hers')
  })

  it('keeps a link’s token, and is told when it is no good', async () => {
    const { server, api, visitor } = start()
    visitor.adopt(hello)
    server.on('POST /api/support/resume/abc', () => ({ token: 'resumed', case: { id: 7 } }))
    expect(await visitor.follow(api, 'abc')).toEqual({ caseId: 7 })
    expect(visitor.keeper.get('token')).toBe('resumed')
    // What is not sent yet was theirs, who are known no more.
    visitor.keeper.set('draft:1', 'mine')
    await visitor.follow(api, 'abc')
    expect([visitor.keeper.get('token'), visitor.keeper.get('draft:1')]).toEqual(['resumed', undefined])
    server.on('POST /api/support/resume/abc', () => { throw problem('not_found', 404) })
    expect(await visitor.follow(api, 'abc')).toBeUndefined()
  })
})
