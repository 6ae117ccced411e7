import type { Profile } from '#shared/protocol/user'
import type { Room } from '#shared/protocol/room'

/** What people and rooms are called on the screen. */
export function useNames() {
  const { t } = useI18n()
  const users = useUsersStore()

  function nameOf(profile: Pick<Profile, 'username' | 'displayName' | 'deleted'> | undefined): string {
    if (!profile) return t('user.unknown')
    return profile.deleted ? t('user.deleted') : plainName(profile.displayName || profile.username)
  }

  const userName = (id: number) => nameOf(users.byId[id])
  const peerName = ({ peer }: Room) => peer ? userName(peer.id) : t('user.deleted')
  const roomName = (room: Room) => room.name === null ? peerName(room) : plainName(room.name)

  return { nameOf, userName, roomName }
}
