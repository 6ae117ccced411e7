import type { Addressed, HostIdentity, ToFrame, ToPage } from '../protocol'
import { createEvents, offer } from './calls'
import { openMemory } from './memory'
import type { Settings } from './settings'
import { View } from './view'

/** How long a page has to itself before a frame that only asks for news is loaded. */
const patienceMs = 2_000
const retries = 5
const retryMs = 15_000

interface Inbox {
  name: string
  colour: string
}

/** The widget of a page: its button, the frame behind it, and what both say to each other. */
export class Widget {
  readonly #settings: Settings
  readonly #memory: ReturnType<typeof openMemory>
  readonly #events = createEvents()
  readonly #view: View
  #identity: HostIdentity | null = null
  #ready = false
  #title = document.title
  #warned = ''

  constructor(settings: Settings) {
    this.#settings = settings
    this.#memory = openMemory(settings.key)
    this.#view = new View(settings, () => this.#view.isOpen ? this.#close() : this.#open())
  }

  start() {
    addEventListener('message', ({ origin, source, data }: MessageEvent<Addressed<ToPage> | undefined>) => {
      const { key, origin: own } = this.#settings
      if (origin === own && source && source === this.#view.frameWindow && data?.plaza === key) this.#hear(data)
    })
    offer({
      open: () => this.#open(),
      close: () => this.#close(),
      on: this.#events.on,
      identify: (identity) => {
        this.#identity = identity
        this.#tell({ type: 'identify', identity })
      },
    })
    void this.#show(retries)
    if (this.#memory.memory.active) setTimeout(() => this.#load(), patienceMs)
  }

  async #show(tries: number): Promise<void> {
    try {
      await this.#describe()
    }
    catch (error) {
      const isUnread = error instanceof TypeError
      const reason = isUnread && await this.#isReachable() ? this.#unlisted() : String(error)
      if (reason !== this.#warned) console.warn(`Plaza: ${this.#warned = reason}`)
      // A network that is gone for a moment, or a server that has just started.
      if (isUnread && tries > 0) setTimeout(() => this.#show(tries - 1), retryMs)
    }
  }

  /** A browser hides from a site that is not listed what it was answered, but not that there was an answer. */
  #isReachable(): Promise<boolean> {
    const { origin } = this.#settings
    return fetch(`${origin}/widget.js`, { mode: 'no-cors', cache: 'no-store' }).then(() => true, () => false)
  }

  #unlisted(): string {
    const { origin, key } = this.#settings
    const site = location.origin
    return `${site} is not among the sites of the inbox "${key}". An admin can add it at ${origin}/admin/inboxes.`
  }

  /** What the button looks like; there is none for an inbox that is not there, or not for this site. */
  async #describe() {
    const { origin, key } = this.#settings
    const answer = await fetch(`${origin}/api/support/inboxes/${encodeURIComponent(key)}`, { credentials: 'omit' })
    if (!answer.ok) throw new Error(`no inbox ${key} for ${location.origin} (${answer.status})`)
    const { inbox: { name, colour } } = await answer.json() as { inbox: Inbox }
    this.#title = name
    this.#view.reveal(colour)
  }

  #load() {
    const { key, origin, theme, language } = this.#settings
    const query = new URLSearchParams({ inbox: key, site: location.origin })
    if (theme) query.set('theme', theme)
    if (language) query.set('language', language)
    this.#view.load(`${origin}/widget?${query}`, this.#title)
  }

  #open() {
    if (this.#view.isOpen) return
    this.#load()
    this.#view.open()
    this.#tell({ type: 'shown', shown: true })
    this.#events.emit('open', undefined)
  }

  #close() {
    if (!this.#view.isOpen) return
    this.#view.close()
    this.#tell({ type: 'shown', shown: false })
    this.#events.emit('close', undefined)
  }

  #tell(message: ToFrame) {
    if (!this.#ready) return
    const { key: plaza, origin } = this.#settings
    this.#view.frameWindow?.postMessage({ ...message, plaza } satisfies Addressed<ToFrame>, origin)
  }

  #hear(told: ToPage) {
    if (told.type === 'ready') this.#greet()
    else if (told.type === 'close') this.#close()
    else if (told.type === 'active') this.#memory.setActive(told.active)
    else if (told.type === 'keep') this.#memory.keep(told.name, told.value)
    else if (told.type === 'unread') {
      this.#view.unread(told.count)
      this.#events.emit('unread', told.count)
    }
    else if (told.type === 'message') {
      if (!this.#view.isOpen) this.#view.note(told.message.author, told.message.text)
      this.#events.emit('message', told.message)
    }
  }

  #greet() {
    this.#ready = true
    this.#tell({
      type: 'hello', kept: this.#memory.memory.kept, shown: this.#view.isOpen,
      ...(this.#identity && { identity: this.#identity }),
      page: { page: location.href.replace(/#.*/s, ''), referrer: document.referrer },
    })
    this.#events.emit('ready', undefined)
  }
}
