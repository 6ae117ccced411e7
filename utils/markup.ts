// Everything that the parser could turn into something else than text; what it misses would be shown as it was typed.
const markup = /[*_`\\]|~~|\]\(|:\/\/|mailto:|\S@\S|^[ \t]*(?:>|[-+](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$))/im

/** False when a body certainly holds no Markdown: it is then shown without the parser, which the browser need not even load. */
export function hasMarkup(body: string): boolean {
  return markup.test(body)
}

export type Fold = 'always' | 'narrow' | undefined

const wide = /[\u1100-\u11FF\u2E80-\uA4CF\uAC00-\uD7FF\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60]/g

function lineCount(lines: string[], columns: number): number {
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil((line.length + (line.match(wide)?.length ?? 0)) / columns)), 0)
}

/**
 * Whether a long text is folded: everywhere, or in a narrow column only. Judged by length alone, so that server and browser
 * agree and nothing moves while the page comes alive; the limits lie well above what the fold leaves to see.
 */
export function foldOf(body: string): Fold {
  const lines = body.split('\n')
  if (lineCount(lines, 100) > 20) return 'always'
  return lineCount(lines, 42) > 22 ? 'narrow' : undefined
}

/** A text as HTML can carry it: the parser of a browser drops NUL and rewrites carriage returns, and would then not find what it is given. */
export function shownText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD')
}

/** One line that stands for a message in a quote or a list: white space joined, the signs of the markup gone. */
export function excerptOf(body: string): string {
  const shown = shownText(body.slice(0, 400))
  return shown
    .replace(/^[ \t]*(?:```|~~~)[^\n]*$/gm, '')
    .replace(/^[ \t]*(?:>[ \t]?)+/gm, '')
    .replace(/(\*\*|__|~~|`)(?=\S)([^\n]*?\S)\1/g, '$2')
    .replace(/\s+/g, ' ')
    .trim() || shown
}
