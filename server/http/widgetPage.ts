import { createHash } from 'node:crypto'
import assets from '#widget/assets'
import { renderFrame } from '#widget/render'
import type { PublicInbox } from '#shared/protocol/supportInbox'
import { inkOn, readableOn } from '~~/widget/colour'
import { dataElementId } from '~~/widget/frame/data'
import type { FrameData } from '~~/widget/frame/data'
import { createTexts } from '~~/widget/frame/texts'
import en from '~~/i18n/widget/en.json'

/** The texts of each language there is, by its code. */
const catalogues = { en }

/** The grounds of widget/frame/frame.css. */
const grounds = { light: '#fdfcfb', dark: '#211e1b' }

interface Wish {
  inbox: PublicInbox
  /** Those that the inbox lists. */
  sites: string[]
  /** Of the page around, when the inbox lists it. */
  site: string | null
  theme: 'light' | 'dark' | undefined
  language: string | undefined
}

export interface WidgetPage {
  html: string
  headers: Record<string, string>
}

/**
 * The page of the frame, with all that is the same for everybody. No script is in it, and its one style is known by its
 * hash; only the sites of the inbox may show it.
 */
export async function widgetPage({ inbox, sites, site, theme, language }: Wish): Promise<WidgetPage> {
  const code = languageOf(language)
  const { loader: _, ...texts } = catalogues[code]
  const data: FrameData = { inbox, texts, language: code, site }
  const style = accentStyle(inbox.colour)
  const html = [
    `<!DOCTYPE html><html lang="${code}"${theme ? ` data-theme="${theme}"` : ''}><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, ',
    'interactive-widget=resizes-content"><meta name="robots" content="noindex">',
    `<title>${escapeHtml(createTexts(texts, code).t('title', { name: inbox.name }))}</title>`,
    `<link rel="stylesheet" href="${assets.style}"><style>${style}</style>`,
    ...assets.imports.map(address => `<link rel="modulepreload" href="${address}">`),
    `<script type="module" src="${assets.script}"></script></head>`,
    `<body>${withoutScripts(texts.scripts, inbox.key)}<div id="widget">${await renderFrame(data)}</div>`,
    `<script type="application/json" id="${dataElementId}">${escapeData(data)}</script></body></html>`,
  ].join('')
  return { html, headers: headersOf(style, sites) }
}

/** The form cannot be sent then: nothing of a visitor is kept but by a script. */
function withoutScripts({ text, log_in: logIn }: typeof en['scripts'], key: string): string {
  const address = `/login?next=${encodeURIComponent(`/support/${key}`)}`
  return `<noscript><p>${escapeHtml(text)} <a href="${address}" target="_top">${escapeHtml(logIn)}</a></p></noscript>`
}

function headersOf(style: string, sites: string[]): Record<string, string> {
  const hash = createHash('sha256').update(style).digest('base64')
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': [
      'default-src \'none\'', 'base-uri \'none\'', 'form-action \'none\'', 'connect-src \'self\'', 'font-src \'self\'',
      'img-src \'self\' data: blob:', 'script-src \'self\'', `style-src 'self' 'sha256-${hash}'`,
      `frame-ancestors ${['\'self\'', ...sites].join(' ')}`,
    ].join('; '),
    // So that pages which are isolated themselves may embed it.
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
  }
}

/** The colour of the inbox as a surface with text on it, and as text; in both themes. */
function accentStyle(colour: string): string {
  const dark = readableOn(grounds.dark, colour, 2)
  const darkSurface = `--solid:${dark};--ink:${inkOn(dark)}`
  return `:root{--solid:${colour};--ink:${inkOn(colour)};--accent:${readableOn(grounds.light, colour)};`
    + `--accent-dark:${readableOn(grounds.dark, colour)}}:root[data-theme=dark]{${darkSurface}}`
    + `@media(prefers-color-scheme:dark){:root:not([data-theme]){${darkSurface}}}`
}

function languageOf(wanted: string | undefined): keyof typeof catalogues {
  const [code = ''] = wanted?.toLowerCase().split('-') ?? []
  return Object.hasOwn(catalogues, code) ? code as keyof typeof catalogues : 'en'
}

/** Inside of a script element: nothing in it ends the element. */
function escapeData(data: FrameData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c')
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
