/** The order of the rooms stays while the pointer is over this list, or the keyboard in it. */
export function useHeldOrder(name: string) {
  const order = useRoomOrderStore()
  const [pointer, keys] = [`${name}-pointer`, `${name}-keys`]

  function onFocusin({ target }: FocusEvent) {
    if ((target as Element).matches(':focus-visible')) order.hold(keys)
  }

  function onFocusout({ currentTarget, relatedTarget }: FocusEvent) {
    if (!(currentTarget as Element).contains(relatedTarget as Node | null)) order.release(keys)
  }

  onBeforeUnmount(() => {
    order.release(pointer)
    order.release(keys)
  })
  return {
    pointerenter: ({ pointerType }: PointerEvent) => pointerType === 'mouse' && order.hold(pointer),
    pointerleave: () => order.release(pointer),
    focusin: onFocusin,
    focusout: onFocusout,
  }
}
