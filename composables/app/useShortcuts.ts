type Modifier = 'mod' | 'alt'

interface Shortcut {
  name: string
  /** As shown in the help sheet; `mod` is Ctrl, or ⌘ on a Mac. */
  keys: string[]
  /** By which of these values of `KeyboardEvent.key` it is known. */
  on: string[]
  /** Held with the key; such a shortcut works in fields too. */
  modifier?: Modifier
  /** Only at the support desk. */
  desk?: boolean
  /** Presses this action of the message that has the focus, where there is one. */
  action?: string
}

/** Every shortcut of the app's pages, in the order of the help sheet. A new one is an entry here and one in `work`. */
export const shortcuts = [
  { name: 'palette', keys: ['mod', 'K'], on: ['k', 'K'], modifier: 'mod' },
  { name: 'shortcuts', keys: ['?'], on: ['?'] },
  { name: 'previousRoom', keys: ['Alt', '↑'], on: ['ArrowUp'], modifier: 'alt' },
  { name: 'nextRoom', keys: ['Alt', '↓'], on: ['ArrowDown'], modifier: 'alt' },
  { name: 'move', keys: ['↑', '↓'], on: ['ArrowUp', 'ArrowDown'] },
  { name: 'reply', keys: ['R'], on: ['r'], action: 'reply' },
  { name: 'copyText', keys: ['C'], on: ['c'], action: 'copyText' },
  { name: 'more', keys: ['M'], on: ['m'], action: 'more' },
  { name: 'write', keys: ['R'], on: ['r', 'c'] },
  { name: 'back', keys: ['Esc'], on: ['Escape'] },
  { name: 'nextCase', keys: ['J'], on: ['j'], desk: true },
  { name: 'previousCase', keys: ['K'], on: ['k'], desk: true },
  { name: 'searchCases', keys: ['/'], on: ['/'], desk: true },
  { name: 'note', keys: ['N'], on: ['n'], desk: true },
  { name: 'take', keys: ['T'], on: ['t'], desk: true },
  { name: 'resolve', keys: ['E'], on: ['e'], desk: true },
  { name: 'snooze', keys: ['S'], on: ['s'], desk: true },
  { name: 'label', keys: ['L'], on: ['l'], desk: true },
  { name: 'transfer', keys: ['G'], on: ['g'], desk: true },
] as const satisfies Shortcut[]

type ShortcutName = Exclude<(typeof shortcuts)[number], { action: string }>['name']

/** A page of the support desk. */
export const isDeskPath = (path: string) => /^\/desk(?:\/|$)/i.test(path)

/** Of what is typed nothing is a shortcut, but the way up out of a composer with nothing in it. */
function isForField(event: KeyboardEvent): boolean {
  // The path begins at the field itself, also inside of a web component.
  return isTyping(event.composedPath()[0] ?? null) && !(event.key === 'ArrowUp' && !event.shiftKey && isEmptyComposer())
}

const messageWithFocus = () => document.activeElement?.closest<HTMLElement>('[role=log] article')
const buttonOf = (action: string) => messageWithFocus()?.querySelector<HTMLElement>(`[data-action=${action}]`)

/** The keys that work on every page of the app. Inside a field only those with a modifier. */
export function useShortcuts() {
  const overlays = useOverlaysStore()
  const route = useRoute()
  const desk = useDeskKeys()
  const { step } = useRoomWalk()
  const isDesk = () => isDeskPath(route.path)

  /** From line to line in the message list; from an empty composer up into it, and down again. */
  function move(by: number): boolean {
    const lines = [...document.querySelectorAll<HTMLElement>('[role=log] article')]
    const active = messageWithFocus()
    if (!active && document.activeElement?.getAttribute('role') !== 'log' && !isEmptyComposer()) return false
    const line = active ? lines[lines.indexOf(active) + by] : lines.at(-1)
    if (line) line.focus()
    else if (by > 0) focusComposer()
    return true
  }

  /** One step back: out of the list to the composer, out of a room's panel by the panel itself. */
  function back() {
    if (document.activeElement === document.body || document.activeElement?.closest('[role=log]')) focusComposer()
  }

  /** Each answers false where the browser is to do with the key what it always does. */
  const work: Record<ShortcutName, (event: KeyboardEvent) => boolean> = {
    palette: () => done(() => overlays.show('palette')),
    shortcuts: () => done(() => overlays.show('shortcuts')),
    previousRoom: () => done(() => isDesk() ? desk.step(-1) : step(-1)),
    nextRoom: () => done(() => isDesk() ? desk.step(1) : step(1)),
    write: () => desk.answer() || done(focusComposer),
    move: ({ key }) => move(key === 'ArrowUp' ? -1 : 1),
    back: () => {
      back()
      return false
    },
    ...desk.work,
  }

  function act(event: KeyboardEvent): boolean {
    const held = modifierOf(event)
    const found = shortcuts.find(({ modifier, on, desk, action }: Shortcut) =>
      modifier === held && on.includes(event.key) && (!desk || isDesk()) && (!action || buttonOf(action)))
    if (!found || (!held && (overlays.open || isForField(event)))) return false
    return 'action' in found ? done(() => buttonOf(found.action)?.click()) : work[found.name](event)
  }

  function onKeydown(event: KeyboardEvent) {
    if (!event.defaultPrevented && act(event)) event.preventDefault()
  }

  onMounted(() => window.addEventListener('keydown', onKeydown))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKeydown))
}

/** `other` belongs to no shortcut. */
function modifierOf({ ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): Modifier | 'other' | undefined {
  if (ctrlKey || metaKey) return altKey || shiftKey ? 'other' : 'mod'
  return altKey ? 'alt' : undefined
}

function done(work: () => void): true {
  work()
  return true
}
