/**
 * The keys of a menu that is open and has the focus (WAI-ARIA, menu pattern): arrows around its ends, Home, End, a
 * first letter; Escape and Tab close it. No key but a combination reaches the page.
 */
export function useMenuKeys(menu: Readonly<Ref<HTMLElement | null>>, close: () => void) {
  const items = () => [...menu.value?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []]
  const at = () => items().indexOf(document.activeElement as HTMLElement)
  const to = (index: number) => items().at(index % items().length)?.focus({ preventScroll: true })

  function toLetter(letter: string) {
    const all = items()
    const turned = [...all.slice(at() + 1), ...all.slice(0, at() + 1)]
    turned.find(item => item.textContent?.trim().toLowerCase().startsWith(letter.toLowerCase()))?.focus()
  }

  const work: Record<string, () => void> = {
    ArrowDown: () => to(at() + 1),
    ArrowUp: () => to(at() - 1),
    Home: () => to(0),
    End: () => to(-1),
    Escape: close,
  }

  function onKeydown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    event.stopPropagation()
    // The browser goes on from what opened the menu.
    if (event.key === 'Tab') return close()
    const known = work[event.key]
    if (!known && (event.key.length > 1 || event.key === ' ')) return
    event.preventDefault()
    if (known) known()
    else toLetter(event.key)
  }

  return { onKeydown, focusFirst: () => to(0) }
}
