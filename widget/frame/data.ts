import type { PublicInbox } from '#shared/protocol/supportInbox'
import type { TextTree } from './texts'

/** What the page of the frame begins with, on the server as in the browser. */
export interface FrameData {
  inbox: PublicInbox
  texts: TextTree
  language: string
  /** The origin of the page around; null for a page of its own. */
  site: string | null
}

/** The element that brings it to the browser. */
export const dataElementId = 'frame-data'
