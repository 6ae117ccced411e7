import { withFewMarks } from './marks'

// Everything that the parser could turn into something else than text; what it misses would be shown as it was typed.
const markup = /[*_`\\]|~~|\]\(|:\/\/|mailto:|\S@\S|^[ \t]*(?:>|[-+](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$))/im

/**
 * False when a body certainly holds no Markdown: it is then shown without the parser, which the browser
 * need not even load.
 */
export function hasMarkup(body: string): boolean {
  return markup.test(body)
}

/** How many signs and lines a text has: what its markup costs at most, whatever it means. */
export function countSigns(body: string): number {
  return body.match(/[\n!-/:-@[-`{-~]/g)?.length ?? 0
}

export type Fold = 'always' | 'narrow' | undefined

const wide = /[\u1100-\u11FF\u2E80-\uA4CF\uAC00-\uD7FF\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60]/g

function lineCount(lines: string[], columns: number): number {
  return lines.reduce(
    (sum, line) => sum + Math.max(1, Math.ceil((line.length + (line.match(wide)?.length ?? 0)) / columns)),
    0,
  )
}

/**
 * Whether a long text is folded: everywhere, or in a narrow column only. Judged by length alone, so that server and
 * browser agree and nothing moves during hydration; the limits lie well above what the fold leaves to see.
 */
export function foldOf(body: string): Fold {
  const lines = body.split('\n')
  if (lineCount(lines, 100) > 20) return 'always'
  return lineCount(lines, 42) > 22 ? 'narrow' : undefined
}

/**
 * A text as it is shown: as HTML can carry it (the parser of a browser drops NUL and rewrites carriage
 * returns, and would then not find what it is given), and without marks that pile up over other lines. What is
 * stored stays as it was sent.
 */
export function shownText(text: string): string {
  return withFewMarks(text.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD'))
}

const escapeOrCode = /\\([!-/:-@[-`{-~])|(?<!`)(`+)(?!`)([^\n]*?[^`\n])\2(?!`)/g
const link = /!?\[([^[\]\n]*)\]\((?:https?:\/\/|mailto:)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*(?:\s+"[^"\n]*")?\s*\)/gi
const autolink = /<((?:https?:\/\/|mailto:)[^\s<>]*)>/gi
const strong = /(\*{2,3}|~~)(?=[^\s*~])([^\n]*?[^\s*~])\1/g
// Inside of a word these are signs of their own: `snake_case`, `2*3*4`.
const slight = /(?<![\p{L}\p{N}*_])(\*|_{1,3})(?=[^\s*_])([^\n]*?[^\s*_])\1(?![\p{L}\p{N}*_])/gu

/** One line that stands for a message in a quote or a list. */
export function excerptOf(body: string): string {
  return plainTextOf(body.slice(0, 400))
}

/** A body as somebody would read it out: in one line, white space joined, the signs of the markup gone. */
export function plainTextOf(body: string): string {
  const shown = shownText(body)
  const kept: string[] = []
  // No text holds NUL any more: it marks where something stands that is shown as it is.
  const keep = (text: string) => `\0${kept.push(text) - 1}\0`
  return shown
    .replace(/^[ \t]*(?:```|~~~)[^\n]*$/gm, '')
    .replace(/^[ \t]*(?:(?:>[ \t]?|[-+*][ \t]+)[ \t]*)+/gm, '')
    .replace(escapeOrCode, (_, sign: string | undefined, _ticks: string, code: string) => keep(sign ?? code.trim()))
    // A picture that is a link is a link in a link.
    .replace(link, '$1')
    .replace(link, '$1')
    .replace(autolink, '$1')
    .replace(strong, '$2')
    .replace(slight, '$2')
    .replace(/\0(\d+)\0/g, (_, index: string) => kept[Number(index)] ?? '')
    .replace(/\s+/g, ' ')
    .trim() || shown
}
