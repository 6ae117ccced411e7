interface Shortcut {
  /** As shown in the help sheet; `mod` is Ctrl, or ⌘ on a Mac. */
  keys: string[]
  name: string
}

/** Every shortcut of the frame, in the order of the help sheet. */
export const shortcuts: Shortcut[] = [
  { keys: ['mod', 'K'], name: 'palette' },
  { keys: ['?'], name: 'shortcuts' },
  { keys: ['Alt', '↑'], name: 'previousRoom' },
  { keys: ['Alt', '↓'], name: 'nextRoom' },
  { keys: ['R'], name: 'write' },
  { keys: ['↑', '↓'], name: 'move' },
  { keys: ['Esc'], name: 'back' },
]

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** The keys that work on every page of the app. Inside a field only those with a modifier. */
export function useShortcuts() {
  const overlays = useOverlaysStore()
  const rooms = useRoomsStore()
  const route = useRoute()

  function step(by: number) {
    const ids = rooms.list.map(room => room.id)
    const at = ids.indexOf(Number(route.params.id))
    const next = ids[(at + by + ids.length) % ids.length]
    if (next) void navigateTo(`/rooms/${next}`)
  }

  /** From line to line in the message list; from the composer, into it. */
  function move(by: number): boolean {
    const lines = [...document.querySelectorAll<HTMLElement>('[role=log] article')]
    const active = document.activeElement?.closest<HTMLElement>('[role=log] article')
    if (!active && document.activeElement?.getAttribute('role') !== 'log') return false
    const line = active ? lines[lines.indexOf(active) + by] : lines.at(-1)
    line?.focus()
    return true
  }

  const write = () => document.querySelector<HTMLElement>('#composer textarea')?.focus()

  /** One step back: out of the list to the composer, out of a room's panel by the panel itself. */
  function back() {
    if (document.activeElement === document.body || document.activeElement?.closest('[role=log]')) write()
  }

  function act(event: KeyboardEvent): boolean {
    const { key } = event
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key.toLowerCase() === 'k') {
      return done(() => overlays.show('palette'))
    }
    if (event.altKey && (key === 'ArrowUp' || key === 'ArrowDown')) return done(() => step(key === 'ArrowUp' ? -1 : 1))
    // The path begins at the field itself, also inside of a web component.
    if (overlays.open || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.composedPath()[0] ?? null)) {
      return false
    }
    if (key === '?') return done(() => overlays.show('shortcuts'))
    if (key === 'r' || key === 'c') return done(write)
    if (key === 'ArrowUp' || key === 'ArrowDown') return move(key === 'ArrowUp' ? -1 : 1)
    if (key === 'Escape') back()
    return false
  }

  function onKeydown(event: KeyboardEvent) {
    if (!event.defaultPrevented && act(event)) event.preventDefault()
  }

  onMounted(() => window.addEventListener('keydown', onKeydown))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKeydown))
}

function done(work: () => void): true {
  work()
  return true
}
