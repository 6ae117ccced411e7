/** Which person's card is open, and the link that opened it. */
export interface OpenCard {
  userId: number
  anchor: HTMLElement
  /** Each opening is a card of its own: the browser closes the one before by itself, and says so late. */
  opening: number
}

/** The card of whoever's link is clicked, for the element around all of those links. */
export function usePersonCard() {
  const card = shallowRef<OpenCard>()
  let openings = 0

  function onClick(event: MouseEvent) {
    const anchor = (event.target as Element).closest<HTMLElement>('a[data-person]')
    if (!anchor || !isPlainClick(event)) return
    event.preventDefault()
    card.value = { userId: Number(anchor.dataset.person), anchor, opening: ++openings }
  }

  function close() {
    card.value = undefined
  }

  return { card, onClick, close }
}
