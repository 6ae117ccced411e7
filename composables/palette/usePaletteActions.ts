import type { Component } from 'vue'
import type { PaletteItem } from '~/utils/paletteItem'
import IconChartColumn from '~icons/lucide/chart-column'
import IconCompass from '~icons/lucide/compass'
import IconHeadset from '~icons/lucide/headset'
import IconInbox from '~icons/lucide/inbox'
import IconKeyboard from '~icons/lucide/keyboard'
import IconLifeBuoy from '~icons/lucide/life-buoy'
import IconLogOut from '~icons/lucide/log-out'
import IconMessageSquareQuote from '~icons/lucide/message-square-quote'
import IconMonitor from '~icons/lucide/monitor'
import IconMoon from '~icons/lucide/moon'
import IconPlus from '~icons/lucide/plus'
import IconSettings2 from '~icons/lucide/settings-2'
import IconShield from '~icons/lucide/shield'
import IconSparkles from '~icons/lucide/sparkles'
import IconSun from '~icons/lucide/sun'
import IconToggleRight from '~icons/lucide/toggle-right'
import IconUserCog from '~icons/lucide/user-cog'
import IconUsersRound from '~icons/lucide/users-round'

type Place = [name: string, icon: Component, path: string]

const ofAgents: Place[] = [
  ['desk', IconHeadset, '/desk'],
  ['mine', IconHeadset, '/desk?view=mine'],
  ['unassigned', IconHeadset, '/desk?view=unassigned'],
  ['figures', IconChartColumn, '/desk/figures'],
  ['replies', IconMessageSquareQuote, '/desk/replies'],
]
const ofAll: Place[] = [
  ['inbox', IconInbox, '/inbox'],
  ['find', IconCompass, '/rooms/find'],
]
const ofMembers: Place[] = [['people', IconUsersRound, '/rooms/people'], ['create', IconPlus, '/rooms/new']]
const support: Place = ['support', IconLifeBuoy, '/support']
const ofAdmins: Place[] = [
  ['admin', IconShield, '/admin'],
  ['accounts', IconUserCog, '/admin/people'],
  ['inboxes', IconHeadset, '/admin/inboxes'],
  ['features', IconToggleRight, '/admin/features'],
]
const themes = { system: IconMonitor, light: IconSun, dark: IconMoon }

/** What can be done from the palette, where one is. */
export function usePaletteActions() {
  const { t } = useI18n()
  const inboxes = useDeskInboxesStore()
  const news = useNewsStore()
  const outbox = useOutboxStore()
  const overlays = useOverlaysStore()
  const rooms = useRoomsStore()
  const route = useRoute()
  const session = useSessionStore()
  const theme = useTheme()

  /** Whoever would lose something is asked first. */
  async function logOut() {
    await outbox.refresh()
    if (session.user?.kind === 'guest' || outbox.unsent.length) overlays.show('logout')
    else await session.logOut()
  }

  return computed((): PaletteItem[] => {
    const action = (name: string, icon: Component, run: () => unknown): PaletteItem => ({
      id: name,
      section: 'actions',
      label: t(`palette.action.${name}`),
      synonyms: t(`palette.synonyms.${name}`),
      icon,
      run,
    })
    const places = (list: Place[]) => list.map(([name, icon, path]) => action(name, icon, () => path))
    const room = rooms.byId[Number(route.params.id)]
    return [
      ...(room ? [action('details', IconUsersRound, () => `/rooms/${room.id}?panel=details`)] : []),
      ...places(inboxes.isAgent ? ofAgents : []),
      ...places(ofAll),
      ...places(session.user?.kind === 'member' ? ofMembers : []),
      ...places([support]),
      ...theme.modes
        .filter(mode => mode !== theme.preference.value)
        .map(mode => action(mode, themes[mode], () => theme.choose(mode))),
      ...places(session.user?.role === 'admin' ? ofAdmins : []),
      action('settings', IconSettings2, () => '/settings'),
      ...(news.list.length ? [action('news', IconSparkles, () => '/settings#news')] : []),
      action('shortcuts', IconKeyboard, () => overlays.show('shortcuts')),
      action('logout', IconLogOut, logOut),
    ]
  })
}
