import { currentSettings } from '../settings/policy'
import { oneLine, say, shortened } from './mailText'

/** A part of an e-mail; what is in it may be anybody's text. */
export type Part = { text: string } | { link: string, label: string } | { quote: string, by: string, link: string }

/** An e-mail as it is sent. */
export interface Email {
  to: string
  subject: string
  text: string
  html: string
  headers: Record<string, string>
}

interface Draft {
  to: string
  subject: string
  parts: Part[]
  /** Below the line at the end, where it says who sent it. */
  foot?: Part[]
  headers?: Record<string, string>
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }
const subjectAtMost = 120

/**
 * The same e-mail as plain text and as simple HTML, without pictures, and nothing in it is loaded from anywhere.
 * Answers that machines give are not wanted (RFC 3834).
 */
export function writeEmail({ to, subject, parts, foot = [], headers = {} }: Draft): Email {
  const end = [{ text: say('sent', { brand: brandName(), address: to }) }, ...foot]
  return {
    to,
    subject: shortened(`${subject} · ${brandName()}`, subjectAtMost),
    text: `${parts.map(asText).join('\n\n')}\n\n-- \n${end.map(asText).join('\n')}\n`,
    html: page(oneLine(subject), parts.map(asHtml).join('\n'), end.map(asHtml).join('\n')),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', ...headers },
  }
}

export function brandName(): string {
  return oneLine(currentSettings().brand.name)
}

function asText(part: Part): string {
  if ('quote' in part) return `${oneLine(part.by)}:\n> ${oneLine(part.quote)}\n${part.link}`
  return 'link' in part ? `${oneLine(part.label)}:\n${part.link}` : oneLine(part.text)
}

function asHtml(part: Part): string {
  if ('quote' in part) {
    return `<p><a href="${escape(part.link)}"><bdi>${escape(oneLine(part.by))}</bdi></a><br>`
      + `<span dir="auto">${escape(oneLine(part.quote))}</span></p>`
  }
  if ('link' in part) return `<p><a href="${escape(part.link)}">${escape(oneLine(part.label))}</a></p>`
  return `<p>${escape(oneLine(part.text))}</p>`
}

function page(title: string, body: string, end: string): string {
  return '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    + `<meta name="color-scheme" content="light dark"><title>${escape(title)}</title></head>`
    + '<body style="font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:16px">\n'
    + `${body}\n<hr>\n<div style="font-size:13px">\n${end}\n</div>\n</body></html>\n`
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, sign => signs[sign] ?? sign)
}
