import { endsInCode } from './shortcode'

export interface MentionQuery {
  /** Where its `@` stands in the text. */
  from: number
  query: string
}

const behind = /(?<![\p{L}\p{N}\p{M}_@/\\.+-])@((?:[^\s@][^@\n]{0,31})?)$/u

/** The mention that is being typed right before the caret; inside of code there is none. */
export function mentionAt(text: string, caret: number): MentionQuery | undefined {
  const before = text.slice(0, caret)
  const found = behind.exec(before.slice(-40))
  if (!found || endsInCode(before)) return undefined
  return { from: caret - found[0].length, query: found[1] ?? '' }
}
