import { limits } from './limits'

const visible = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u

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

/** True when a reader would see anything: one code point that is neither White_Space nor Default_Ignorable. */
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
