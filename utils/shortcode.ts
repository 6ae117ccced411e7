export interface Shortcode {
  /** Where its colon stands in the text. */
  from: number
  query: string
  /** The second colon was typed: it is a whole one. */
  closed: boolean
}

const behind = /(?:^|[\s(])(:([\p{L}\d_+-]{2,40})(:?))$/u

/** The emoji shortcode that is being typed right before the caret; inside of code a colon is a colon. */
export function shortcodeAt(text: string, caret: number): Shortcode | undefined {
  const before = text.slice(0, caret)
  const [, whole = '', query = '', end] = behind.exec(before.slice(-50)) ?? []
  if (!whole || endsInCode(before)) return undefined
  return { from: caret - whole.length, query: query.toLowerCase(), closed: end === ':' }
}

/** True where a text that ends here is inside of code. */
export function endsInCode(before: string): boolean {
  const fences = before.split(/^[ \t]*```/m).length - 1
  const line = before.slice(before.lastIndexOf('\n') + 1)
  return fences % 2 === 1 || (line.split('`').length - 1) % 2 === 1
}
