import '@fontsource-variable/inter'
import './frame.css'
import './conversation.css'
import { createFrame } from './app'
import type { FrameData } from './data'
import { dataElementId } from './data'
import { meetLink } from './links'

const data = JSON.parse(document.getElementById(dataElementId)?.textContent ?? '') as FrameData
const { app, widget } = createFrame(data)
app.mount('#widget')

/** A link works once: neither a reload nor the history shall try it again. */
function takeLink(): string | undefined {
  const [, link] = /^#resume=([\w-]+)$/.exec(location.hash) ?? []
  if (link) history.replaceState(null, '', location.pathname + location.search)
  return link
}

// Put into the address of the page that is open already, a link loads nothing anew.
addEventListener('hashchange', () => {
  const link = takeLink()
  if (link) void meetLink(widget, link)
})
widget.begun = widget.begin(takeLink())
