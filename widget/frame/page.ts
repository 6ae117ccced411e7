import type { Addressed, HostIdentity, HostPage, ToFrame, ToPage } from '../protocol'

/** How long a page may take to say hello: without it a visitor begins anew, and slow devices take seconds. */
const patienceMs = 10_000

export interface Hello {
  kept: Record<string, string>
  page?: HostPage
  identity?: HostIdentity
  shown: boolean
}

/**
 * The page around the frame. Only a page of `site` is heard and told anything; that it is one of those that the inbox
 * lists, `frame-ancestors` has seen to.
 */
export class PageAround {
  readonly #key: string
  readonly #site: string | null
  #listener: (message: ToFrame) => void = () => {}

  constructor(key: string, site: string | null) {
    this.#key = key
    this.#site = site
  }

  get framed(): boolean {
    return window.parent !== window
  }

  tell(message: ToPage) {
    if (!this.framed || !this.#site) return
    window.parent.postMessage({ ...message, plaza: this.#key } satisfies Addressed<ToPage>, this.#site)
  }

  /** Says that the frame is there; resolves with what the page knows, or without it when no script of ours answers. */
  greet(listener: (message: ToFrame) => void): Promise<Hello> {
    this.#listener = listener
    if (!this.framed || !this.#site) return Promise.resolve({ kept: {}, shown: true })
    window.addEventListener('message', this.#hear)
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve({ kept: {}, shown: true }), patienceMs)
      this.#listener = (message) => {
        if (message.type !== 'hello') return listener(message)
        clearTimeout(timer)
        resolve(message)
      }
      this.tell({ type: 'ready' })
    })
  }

  readonly #hear = ({ origin, source, data }: MessageEvent<Addressed<ToFrame> | undefined>) => {
    if (origin !== this.#site || source !== window.parent || data?.plaza !== this.#key) return
    this.#listener(data)
  }
}
