import { errorPage } from '../../i18n/locales/en.json'
import { currentSettings } from '../services/settings/policy'

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string) => text.replace(/[&<>"]/g, sign => signs[sign] ?? sign)

const style = `:root{color-scheme:light dark}body{margin:0;font:1rem/1.5 system-ui,sans-serif}
main{min-height:100dvh;box-sizing:border-box;padding:1.5rem;
display:grid;place-content:center;justify-items:center;gap:.5rem;text-align:center}
h1,p{margin:0;max-width:28rem}h1{font-size:1.25rem}
a{margin-top:1rem;padding:.75rem 1.25rem;border:1px solid;border-radius:.375rem;color:inherit;text-decoration:none}`

/**
 * What is shown instead of a page that cannot be rendered now. Not by the renderer: it is what there is too much of.
 */
export function renderBusyPage(): string {
  const { title, text } = errorPage.busy
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(`${title} · ${currentSettings().brand.name}`)}</title><style>${style}</style></head>
<body><main><h1>${escape(title)}</h1><p>${escape(text)}</p>
<a href="">${escape(errorPage.again)}</a></main></body></html>`
}
