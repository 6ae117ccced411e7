import type { H3Event } from 'h3'
import { getRequestHeader, setResponseHeader, setResponseStatus } from 'h3'
import en from '~~/i18n/locales/en.json'
import type { AppError } from '../core/errors'
import { currentSettings } from '../services/settings/policy'
import { reasonOf, toAppError } from './problem'

const texts: Record<string, string> = en.error
const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const style = 'body{font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark;max-width:30rem;margin:20vh auto;'
  + 'padding:0 1.5rem}h1{font-size:1.25rem}a{color:inherit}'

/** True for a browser that shows a page, and for forms, which only browsers post: unless the request asks for JSON. */
export function wantsPage(event: H3Event): boolean {
  const accept = getRequestHeader(event, 'accept') ?? ''
  return accept.includes('text/html') || (event.path.startsWith('/forms/') && !accept.includes('json'))
}

/**
 * Why a page or a form was refused before there was a page that could say so. Small on purpose: who is refused for
 * asking too much is not given a rendered page.
 */
export function sendRefusalPage(event: H3Event, thrown: unknown): string {
  const error = toAppError(thrown)
  setResponseStatus(event, error.status)
  setResponseHeader(event, 'content-type', 'text/html; charset=utf-8')
  setResponseHeader(event, 'cache-control', 'no-store')
  if (error.retryAfter !== undefined) setResponseHeader(event, 'retry-after', error.retryAfter)
  if (error.status === 413) setResponseHeader(event, 'connection', 'close')
  const title = escape(en.errorPage.refused.title)
  const brand = escape(currentSettings().brand.name)
  return '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    + '<meta name="viewport" content="width=device-width">'
    + `<meta name="robots" content="noindex"><title>${title} · ${brand}</title><style>${style}</style></head>`
    + `<body><main><h1>${title}</h1><p>${escape(textOf(error))}</p>`
    + `<p><a href="/">${escape(en.errorPage.home)}</a></p></main></body></html>`
}

function textOf(error: AppError): string {
  return texts[reasonOf(error)] ?? texts[error.code] ?? en.error.internal
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, sign => signs[sign] ?? sign)
}
