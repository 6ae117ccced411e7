/**
 * From room to room, as the sidebar has them. Until Alt is up that is the list as it was: what is read on the way moves
 * nothing.
 */
export function useRoomWalk() {
  const order = useRoomOrderStore()
  const route = useRoute()
  const end = () => order.release('walk')

  function step(by: number) {
    order.hold('walk')
    const ids = order.list.map(room => room.id)
    const at = ids.indexOf(Number(route.params.id))
    const next = ids[(at + by + ids.length) % ids.length]
    if (next) void navigateTo(`/rooms/${next}`)
  }

  function onKeyup({ key }: KeyboardEvent) {
    if (key === 'Alt') end()
  }

  onMounted(() => {
    window.addEventListener('keyup', onKeyup)
    window.addEventListener('blur', end)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keyup', onKeyup)
    window.removeEventListener('blur', end)
    end()
  })
  return { step }
}
