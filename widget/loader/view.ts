import { inkOn } from '../colour'
import { style } from './style'
import type { Settings } from './settings'
import { loader as texts } from '../../i18n/widget/en.json'

const bubble = 'M21 12a8.5 8.5 0 0 1-12.6 7.4L3.5 20.5l1.2-4.6A8.5 8.5 0 1 1 21 12z'
const chevron = 'm6 9.5 6 6 6-6'
const fallbackColour = '#b0563a'

/** The button, the badge and the note above it, in a shadow root: neither style sheet reaches the other's elements. */
export class View {
  readonly #host = document.createElement('plaza-widget')
  readonly #root = element('div')
  readonly #launcher = element('button', 'launcher')
  readonly #badge = element('span', 'badge')
  readonly #note = element('div', 'note')
  readonly #frame = document.createElement('iframe')
  readonly #author = element('b')
  readonly #text = element('span')
  readonly #hidden: boolean
  #unread = 0
  #isOpen = false
  #opener: Element | null = null

  constructor(settings: Settings, toggle: () => void) {
    const shadow = this.#host.attachShadow({ mode: 'open' })
    addStyle(shadow)
    this.#root.classList.add(settings.side, settings.theme ?? 'auto')
    this.#badge.hidden = this.#note.hidden = true
    this.#badge.ariaHidden = 'true'
    this.#launcher.type = 'button'
    this.#launcher.hidden = true
    this.#hidden = settings.hidden
    this.#launcher.append(icon(bubble), icon(chevron), this.#badge)
    this.#launcher.addEventListener('click', toggle)
    this.#root.addEventListener('keydown', event => event.key === 'Escape' && this.#isOpen && toggle())
    this.#buildNote(toggle)
    this.#frame.className = 'panel'
    this.#frame.allow = 'autoplay; clipboard-write'
    this.#colour(fallbackColour)
    this.#label()
    this.#root.append(this.#note, this.#launcher)
    window.visualViewport?.addEventListener('resize', () => this.#fit())
    window.visualViewport?.addEventListener('scroll', () => this.#fit())
    shadow.append(this.#root)
    document.body.append(this.#host)
  }

  get frameWindow(): Window | null {
    return this.#frame.contentWindow
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Before it is known how it looks it would be seen to change. */
  reveal(colour: string) {
    this.#colour(colour)
    this.#launcher.hidden = this.#hidden
  }

  /** Loads the conversation; it stays from then on, so that closing loses nothing. */
  load(address: string, title: string) {
    if (this.#frame.isConnected) return
    this.#frame.title = title
    this.#frame.src = address
    this.#root.insertBefore(this.#frame, this.#launcher)
  }

  open() {
    this.#opener = document.activeElement
    this.#set(true)
    this.#frame.focus()
  }

  close() {
    this.#set(false)
    const back = this.#opener
    if (back instanceof HTMLElement && back !== document.body && back !== this.#host && back.isConnected) back.focus()
    else this.#launcher.focus()
  }

  unread(count: number) {
    this.#unread = count
    this.#badge.hidden = count === 0
    this.#badge.textContent = count > 99 ? '99+' : String(count)
    if (count === 0) this.#note.hidden = true
    this.#label()
  }

  note(author: string, text: string) {
    this.#author.textContent = author
    this.#text.textContent = text
    this.#note.hidden = false
  }

  #buildNote(open: () => void) {
    const [body, close] = [element('button'), element('button', 'dismiss')]
    body.type = close.type = 'button'
    close.textContent = '×'
    close.ariaLabel = texts.dismiss
    body.append(this.#author, this.#text)
    body.addEventListener('click', open)
    close.addEventListener('click', () => this.#note.hidden = true)
    this.#note.role = 'status'
    this.#note.append(body, close)
  }

  #colour(colour: string) {
    this.#root.style.setProperty('--colour', colour)
    this.#root.style.setProperty('--ink', inkOn(colour))
  }

  /** The keyboard of a phone lies over a page: what is as high as the page ends above it. */
  #fit() {
    const { height = 0, offsetTop = 0, scale = 1 } = window.visualViewport ?? {}
    const covered = this.#isOpen && scale === 1 && innerHeight - height > 80
    this.#root.style.setProperty('--height', covered ? `${height}px` : '')
    this.#root.style.setProperty('--top', covered ? `${offsetTop}px` : '')
  }

  #set(open: boolean) {
    this.#isOpen = open
    this.#note.hidden = true
    this.#root.classList.toggle('open', open)
    this.#label()
  }

  #label() {
    const { open, close, unread } = texts
    this.#launcher.ariaExpanded = String(this.#isOpen)
    const closed = this.#unread ? unread.replace('{count}', String(this.#unread)) : open
    this.#launcher.ariaLabel = this.#isOpen ? close : closed
  }
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, className = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  made.className = className
  return made
}

function icon(path: string): SVGSVGElement {
  const [svg, shape] = [document.createElementNS('http://www.w3.org/2000/svg', 'svg'), 'path'] as const
  const drawn = document.createElementNS('http://www.w3.org/2000/svg', shape)
  drawn.setAttribute('d', path)
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.append(drawn)
  return svg
}

/** A constructed sheet is no inline style: it works under a `style-src` that forbids these. */
function addStyle(shadow: ShadowRoot) {
  if (typeof CSSStyleSheet.prototype.replaceSync === 'function' && 'adoptedStyleSheets' in shadow) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(style)
    shadow.adoptedStyleSheets = [sheet]
    return
  }
  const tag = document.createElement('style')
  tag.textContent = style
  shadow.append(tag)
}
