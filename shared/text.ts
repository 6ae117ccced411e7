import { limits } from './limits'

// Beside what Unicode calls ignorable, fonts draw nothing for the marks of annotations, the place of an object, a note
// without its head and the filler of Khitan; and the Braille cell without dots is a blank.
const undrawn = /[\u{16FE4}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFC\u{1D159}]/gu
const visible = /[^\u{16FE4}\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFC\u{1D159}]/u

/** Length in Unicode code points, the unit in which the contract counts. A lone surrogate counts as one. */
export function codePointLength(text: string): number {
  let length = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    const paired = unit >= 0xD800 && unit <= 0xDBFF && (text.charCodeAt(index + 1) & 0xFC00) === 0xDC00
    if (paired) index++
    length++
  }
  return length
}

/** What a reader sees of a text: without the characters for which nothing is drawn, blanks as spaces. */
export function drawnText(text: string): string {
  return text.replace(undrawn, '').replaceAll('\u2800', ' ')
}

/**
 * True when a reader would see anything: one code point that is neither White_Space nor Default_Ignorable, nor
 * otherwise blank.
 */
export function isVisible(text: string): boolean {
  return visible.test(text)
}

/** A text to search for, as both sides mean it: trimmed, and empty when nothing of it can be seen. */
export function searchText(text: string): string {
  return isVisible(text) ? text.trim() : ''
}

/** True when `text` may be the body of a message: well-formed, visible, 1 to 4,000 code points. */
export function isMessageBody(text: string): boolean {
  return text.isWellFormed() && isVisible(text) && codePointLength(text) <= limits.body.codePoints
}
