/** Whom the host's server vouches for: HMAC-SHA256 of `id` with the secret of the inbox, in hexadecimal digits. */
export interface HostIdentity {
  id: string
  hmac: string
  name?: string
  email?: string
}

/** What the page's own script is told of a message of the team. */
export interface HostMessage {
  caseId: number
  author: string
  text: string
  createdAt: string
}

/** What the page tells the frame. */
export type ToFrame
  = { type: 'hello', kept: Record<string, string>, identity?: HostIdentity, page: HostPage, shown: boolean }
    | { type: 'identify', identity: HostIdentity | null }
    | { type: 'shown', shown: boolean }

/** What the frame tells the page. */
export type ToPage
  = { type: 'ready' }
    | { type: 'close' }
    | { type: 'unread', count: number }
    | { type: 'message', message: HostMessage }
    /** There are cases: the next page of the site asks for news without a click. */
    | { type: 'active', active: boolean }
    /** For a frame whose own storage is forbidden; null to forget. */
    | { type: 'keep', name: string, value: string | null }

/** Where the visitor is, for the team; without what is behind the `#`, which sites keep tokens in. */
export interface HostPage {
  page: string
  referrer: string
}

/** In every message, both ways: which of several widgets of a page is meant. */
export type Addressed<T> = T & { plaza: string }
