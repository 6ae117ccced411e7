/** More than any script needs: the tallest stacks of Tibetan have eight. */
const most = 8

// What is not drawn (joiners, variation selectors) neither counts nor ends a pile.
const pile = /(?:(?!\p{Default_Ignorable_Code_Point})\p{M}\p{Default_Ignorable_Code_Point}*){9,}/gu
const drawn = /(?!\p{Default_Ignorable_Code_Point})\p{M}/gu

/**
 * A text with at most eight marks on each of its letters: a thousand of them would be painted over the lines around it.
 */
export function withFewMarks(text: string): string {
  return text.replace(pile, piled => piled.match(drawn)?.slice(0, most).join('') ?? '')
}
