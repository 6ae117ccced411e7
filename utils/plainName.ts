import { withFewMarks } from './marks'

const direction = /[\u202A-\u202E\u2066-\u2069]/
const directions = /[\u202A-\u202E\u2066-\u2069]/g

/**
 * A name without what reaches beyond it, into the sentence, label or title around it: turned directions
 * and piles of marks.
 */
export function plainName(name: string): string {
  return withFewMarks(direction.test(name) ? name.replaceAll(directions, '') : name)
}
