import { readSettings } from './settings'
import { Widget } from './widget'

const script = document.currentScript
const settings = script instanceof HTMLScriptElement ? readSettings(script) : undefined

function start() {
  if (settings) new Widget(settings).start()
}

// A page that has the script twice has one widget.
if (settings && (!window.Plaza || Array.isArray(window.Plaza))) {
  if (document.body) start()
  else document.addEventListener('DOMContentLoaded', start)
}
