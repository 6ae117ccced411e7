/** Of the cases that are listed, the one whose customer has waited longest; not the one that is open. */
export function useNextCase(current?: () => number) {
  const list = useDeskListStore()

  return computed(() => {
    const waiting = list.list.flatMap(one =>
      one.state === 'open' && one.waitingSince && one.id !== current?.() ? [{ one, since: one.waitingSince }] : [])
    return waiting.sort((a, b) => Date.parse(a.since) - Date.parse(b.since))[0]?.one
  })
}
