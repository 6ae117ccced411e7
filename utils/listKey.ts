import type { Ref } from 'vue'

interface OpenList {
  active: Ref<number>
  count: number
  pick: () => void
  close: () => void
}

/** A key for a list that is open while its field has the focus; true when it was one. */
export function listKey(event: KeyboardEvent, { active, count, pick, close }: OpenList): boolean {
  const move = (step: number) => () => {
    active.value = (active.value + step + count) % count
  }
  const actions: Record<string, () => void> = {
    ArrowDown: move(1), ArrowUp: move(-1), Enter: () => pick(), Tab: () => pick(), Escape: close,
  }
  const action = actions[event.key]
  if (!action || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
  event.preventDefault()
  event.stopPropagation()
  action()
  return true
}
