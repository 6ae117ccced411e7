import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { ToPage } from '~/widget/protocol'
import { Widget } from '~/widget/loader/widget'
import type { PlazaApi } from '~/widget/loader/calls'

const origin = 'https://chat.example'
let key = ''
let count = 0
const settings = { origin, side: 'right', theme: undefined, language: undefined, hidden: false } as const
const shadow = () => document.querySelector('plaza-widget')!.shadowRoot!
const launcher = () => shadow().querySelector<HTMLButtonElement>('.launcher')!
const frame = () => shadow().querySelector('iframe')
const plaza = () => window.Plaza as PlazaApi
let sent: [Record<string, unknown>, string][] = []

/** The frame's end of the conversation. */
function post(message: ToPage, from = origin, source: unknown = frame()?.contentWindow) {
  const data = { ...message, plaza: key }
  window.dispatchEvent(Object.assign(new Event('message'), { data, origin: from, source }))
}

async function start(answer: unknown = { inbox: { name: 'Help', colour: '#ffd400' } }, ok = true) {
  vi.stubGlobal('fetch', () => Promise.resolve({ ok, status: ok ? 200 : 404, json: () => Promise.resolve(answer) }))
  new Widget({ ...settings, key }).start()
  await vi.waitFor(() => expect(launcher().hidden).toBe(!ok), { timeout: 10_000 })
}

beforeEach(() => {
  sent = []
  // The listeners of a page stay as long as the page.
  key = `help-${++count}`
  const contentWindow = { postMessage: (...all: [Record<string, unknown>, string]) => sent.push(all) }
  vi.spyOn(HTMLIFrameElement.prototype, 'contentWindow', 'get').mockReturnValue(contentWindow as never)
  vi.spyOn(HTMLIFrameElement.prototype, 'src', 'set').mockImplementation(() => {})
  onTestFinished(() => {
    vi.restoreAllMocks()
    delete window.Plaza
  })
})

describe('the loader', () => {
  it('loads nothing before the first click, and what it loads stays', async () => {
    await start()
    expect(frame()).toBeNull()
    launcher().click()
    const loaded = frame()
    expect([launcher().ariaExpanded, launcher().ariaLabel]).toEqual(['true', 'Close chat'])
    launcher().click()
    launcher().click()
    expect(frame()).toBe(loaded)
  })

  it('shows no button for an inbox that is not there', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    await start({}, false)
    await vi.waitFor(() => expect(warned).toHaveBeenCalledOnce(), { timeout: 10_000 })
    expect(launcher().hidden).toBe(true)
  })

  it('says in the console that its site is not listed, once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const asked = vi.fn((_: string, options?: RequestInit) =>
      options?.mode === 'no-cors' ? Promise.resolve({}) : Promise.reject(new TypeError('Failed to fetch')))
    vi.stubGlobal('fetch', asked)
    new Widget({ ...settings, key }).start()
    await vi.waitFor(() => expect(warned).toHaveBeenCalledOnce(), { timeout: 10_000 })
    expect(warned.mock.calls[0]?.[0]).toContain(`${location.origin} is not among the sites of the inbox "${key}"`)
    expect(warned.mock.calls[0]?.[0]).toContain(`${origin}/admin/inboxes`)
    vi.advanceTimersByTime(15_000)
    await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(4), { timeout: 10_000 })
    expect(warned).toHaveBeenCalledOnce()
  })

  it('says something else when Plaza does not answer at all', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    new Widget({ ...settings, key }).start()
    await vi.waitFor(() => expect(warned).toHaveBeenCalledOnce(), { timeout: 10_000 })
    expect(warned.mock.calls[0]?.[0]).toContain('Failed to fetch')
  })

  it('hears its own frame, and nobody else', async () => {
    await start()
    launcher().click()
    launcher().click()
    post({ type: 'unread', count: 3 }, 'https://evil.example')
    post({ type: 'unread', count: 3 }, origin, window)
    expect(launcher().ariaLabel).toBe('Open chat')
    post({ type: 'unread', count: 3 })
    expect(launcher().ariaLabel).toBe('Open chat, 3 unread')
    expect(shadow().querySelector('.badge')?.textContent).toBe('3')
  })

  it('answers under Plaza’s origin only, with what it keeps for the frame', async () => {
    localStorage.setItem(`plaza:${key}`, JSON.stringify({ active: false, kept: { token: 'kept' } }))
    await start()
    plaza().identify({ id: '7', hmac: 'signed' })
    expect(sent, 'nobody is there yet').toEqual([])
    plaza().open()
    post({ type: 'ready' })
    expect(sent).toMatchObject([
      [{ type: 'hello', plaza: key, kept: { token: 'kept' }, identity: { id: '7' }, shown: true }, origin],
    ])
    post({ type: 'keep', name: 'token', value: null })
    post({ type: 'keep', name: 'draft', value: 'text' })
    post({ type: 'active', active: true })
    expect(JSON.parse(localStorage.getItem(`plaza:${key}`) ?? '')).toEqual({ active: true, kept: { draft: 'text' } })
  })

  it('tells the team which page it is, and nothing of what the site keeps behind the #', async () => {
    history.replaceState(null, '', '/cart?item=7#access_token=secret')
    try {
      await start()
      plaza().open()
      post({ type: 'ready' })
      expect(sent).toMatchObject([[{ type: 'hello', page: { page: `${location.origin}/cart?item=7` } }, origin]])
      expect(JSON.stringify(sent)).not.toContain('secret')
    }
    finally {
      history.replaceState(null, '', '/')
    }
  })

  it('makes up for what was called before it was there, and outlives a listener that throws', async () => {
    const heard: unknown[] = []
    window.Plaza = [['on', 'unread', (count: number) => heard.push(count)], ['open']]
    await start()
    expect(frame()).not.toBeNull()
    const off = plaza().on('unread', () => heard.push('again'))
    post({ type: 'unread', count: 1 })
    off()
    post({ type: 'unread', count: 2 })
    expect(heard).toEqual([1, 'again', 2])
  })

  it('shows a message of the team as text, while it is closed', async () => {
    await start()
    const note = () => shadow().querySelector<HTMLElement>('.note')!
    launcher().click()
    launcher().click()
    const message = { caseId: 1, author: 'Grace', text: '<b>Hello</b>', createdAt: '' }
    post({ type: 'message', message })
    expect([note().hidden, note().querySelector('span')?.textContent]).toEqual([false, '<b>Hello</b>'])
    launcher().click()
    expect(note().hidden).toBe(true)
    post({ type: 'message', message })
    expect(note().hidden).toBe(true)
  })
})
