/** How many members a room has, in words. */
export function useMemberCount(): (count: number) => string {
  const countText = useCountText()
  return count => countText('room.members', count)
}
