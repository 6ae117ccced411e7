import type { Profile, Room } from '#shared/protocol'

/** What people and rooms are called on the screen. */
export function useNames() {
  const { t } = useI18n()
  const users = useUsersStore()

  function nameOf(profile: Profile | undefined): string {
    if (!profile) return t('user.unknown')
    return profile.deleted ? t('user.deleted') : profile.displayName || profile.username
  }

  const userName = (id: number) => nameOf(users.byId[id])
  const roomName = (room: Room) => room.name ?? (room.peer ? userName(room.peer.id) : t('user.deleted'))

  return { nameOf, userName, roomName }
}
