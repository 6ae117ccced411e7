import type { ScrollPosition } from '~/composables/scroll/useRoomScrollRestoration'

interface Block {
  key: number
  show: () => void
}

type Anchor = Pick<ReturnType<typeof useScrollAnchor>, 'atEnd' | 'place' | 'toElement'>

/** Goes to messages of a list, whose blocks may have to be drawn first. */
export function useMessageListPosition(anchor: Anchor, blocks: Readonly<Ref<readonly (Block | null)[] | null>>) {
  async function drawn(seq: number) {
    blocks.value?.find(block => block?.key === blockKeyOf(seq))?.show()
    await nextTick()
    return document.getElementById(`message-${seq}`)
  }

  /** Brings a message to the middle of the screen; the keyboard goes there too. */
  async function toSeq(seq: number) {
    const line = await drawn(seq)
    if (!line) return
    anchor.toElement(line)
    line.focus({ preventScroll: true })
  }

  /** Where the reader is; at the end, nowhere else. */
  function position(): ScrollPosition | undefined {
    const found = anchor.atEnd.value ? undefined : anchor.place()
    const seq = Number(found?.line.getAttribute('data-seq'))
    return found && seq ? { seq, top: found.top } : undefined
  }

  /** Brings a message back to where it stood. */
  async function restore({ seq, top }: ScrollPosition) {
    const line = await drawn(seq)
    if (line) anchor.toElement(line, top)
  }

  return { toSeq, position, restore }
}
