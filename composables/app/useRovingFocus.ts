import { foldName } from '#shared/fold'

const typedForMs = 700
const rowSelector = '[data-row]'

interface RovingFocus {
  /** Letters lead to the next row that begins with them; not where letters are shortcuts. */
  typeAhead?: boolean
}

/**
 * One stop for the Tab key in a list of links and buttons (`data-row`), however long it is: arrows, Home and End walk
 * from row to row, ← and → fold a section (`aria-expanded`). Without a script every row is a stop.
 * https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/#kbd_roving_tabindex
 */
export function useRovingFocus(list: Readonly<Ref<HTMLElement | null>>, { typeAhead = true }: RovingFocus = {}) {
  const search = useTypeAhead()
  let observer: MutationObserver | undefined

  const rows = () => [...list.value?.querySelectorAll<HTMLElement>(rowSelector) ?? []]

  /** The stop is where the focus is, else where one is, else at the top. */
  function refresh() {
    const all = rows()
    const stop = all.find(row => row === document.activeElement)
      ?? all.find(row => row.hasAttribute('aria-current')) ?? all[0]
    for (const row of all) row.tabIndex = row === stop ? 0 : -1
  }

  function onKeydown(event: KeyboardEvent) {
    const row = (event.target as Element).closest<HTMLElement>(rowSelector)
    if (!row || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const seen = rows().filter(one => one.checkVisibility())
    const next = targetOf(event.key, row, seen) ?? (typeAhead ? search(event.key, row, seen) : undefined)
    if (!next) return
    event.preventDefault()
    next.focus()
    refresh()
  }

  onMounted(() => {
    if (!list.value) return
    refresh()
    observer = new MutationObserver(refresh)
    observer.observe(list.value, { childList: true, subtree: true, attributeFilter: ['aria-current'] })
  })
  onBeforeUnmount(() => observer?.disconnect())
  return { keydown: onKeydown, focusin: refresh }
}

/** Where a key leads; at an end of the list to the row itself. */
function targetOf(key: string, row: HTMLElement, rows: HTMLElement[]): HTMLElement | undefined {
  const at = rows.indexOf(row)
  if (key === 'ArrowDown') return rows[at + 1] ?? row
  if (key === 'ArrowUp') return rows[at - 1] ?? row
  if (key === 'Home') return rows[0]
  if (key === 'End') return rows.at(-1)
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return undefined
  const expanded = row.getAttribute('aria-expanded')
  if (expanded === String(key === 'ArrowLeft')) row.click()
  else if (!expanded && key === 'ArrowLeft') return rows.slice(0, at).findLast(one => one.hasAttribute('aria-expanded'))
  return row
}

function useTypeAhead() {
  let typed = ''
  let until = 0

  return function search(key: string, row: HTMLElement, rows: HTMLElement[]): HTMLElement | undefined {
    if ([...key].length !== 1 || !/[\p{L}\p{N}]/u.test(key)) return undefined
    const now = performance.now()
    typed = now < until ? typed + foldName(key) : foldName(key)
    until = now + typedForMs
    // The same letter again leads on; more of a word may stay.
    const from = rows.indexOf(row) + (typed.length === 1 ? 1 : 0)
    return [...rows.slice(from), ...rows.slice(0, from)].find(one => foldName(nameOf(one)).startsWith(typed))
  }
}

const nameOf = (row: HTMLElement) => (row.querySelector('[data-name]') ?? row).textContent?.trim() ?? ''
