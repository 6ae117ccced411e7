import '@fontsource-variable/inter'
import './frame.css'
import './conversation.css'
import { createFrame } from './app'
import type { FrameData } from './data'
import { dataElementId } from './data'

const data = JSON.parse(document.getElementById(dataElementId)?.textContent ?? '') as FrameData
const { app, widget } = createFrame(data)
app.mount('#widget')

const [, resume] = /^#resume=([\w-]+)$/.exec(location.hash) ?? []
// A link works once: neither a reload nor the history shall try it again.
if (resume) history.replaceState(null, '', location.pathname + location.search)
void widget.begin(resume)
