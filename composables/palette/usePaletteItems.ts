import type { Profile } from '#shared/protocol/user'
import type { RoomSummary } from '#shared/protocol/room'
import type { PaletteItem } from '~/utils/paletteItem'
import IconHash from '~icons/lucide/hash'
import IconLock from '~icons/lucide/lock'
import IconPlus from '~icons/lucide/plus'
import IconSun from '~icons/lucide/sun'

const signs = { private: IconLock, open: IconSun, public: IconHash }

/**
 * Everything that can be reached: rooms one is in, people that were found, groups one could join, and what can be done.
 */
export function usePaletteItems(people: Ref<Profile[]>, groups: Ref<RoomSummary[]>, asked: Ref<boolean>) {
  const { t } = useI18n()
  const countText = useCountText()
  const { nameOf, roomName } = useNames()
  const actions = usePaletteActions()
  const rooms = useRoomsStore()
  const { mayWriteTo } = useWriteRight()

  const own = computed(() => rooms.list.map((room): PaletteItem => ({
    id: `room-${room.id}`,
    section: 'rooms',
    label: roomName(room),
    synonyms: room.peer?.username,
    user: room.peer,
    note: unreadOf(room) ? countText('room.unreadShort', unreadOf(room)) : undefined,
    icon: signs[room.visibility],
    run: () => `/rooms/${room.id}`,
  })))
  /** With whom one has a room already: that is how they are listed. */
  const peers = computed(() => new Set(rooms.list.map(room => room.peer?.id)))
  const found = computed(() =>
    people.value
      .filter(user => mayWriteTo(user) && !peers.value.has(user.id))
      .map((user): PaletteItem => ({
        id: `user-${user.id}`,
        section: 'people',
        label: nameOf(user),
        synonyms: user.username,
        note: t('palette.write'),
        user,
        run: async () => `/rooms/${(await rooms.startDirect(user.id)).id}`,
      })),
  )
  const joinable = computed(() => groups.value.filter(room => !rooms.byId[room.id]).map((room): PaletteItem => ({
    id: `group-${room.id}`,
    section: 'groups',
    label: plainName(room.name ?? ''),
    synonyms: room.topic ?? undefined,
    note: t('palette.join'),
    icon: IconPlus,
    run: async () => `/rooms/${(await rooms.join(room.id)).id}`,
  })))

  return computed(() => [...own.value, ...asked.value ? [...found.value, ...joinable.value] : [], ...actions.value])
}
