import type { Component } from 'vue'
import type { PaletteItem } from '~/utils/paletteItem'
import IconCompass from '~icons/lucide/compass'
import IconHeadset from '~icons/lucide/headset'
import IconKeyboard from '~icons/lucide/keyboard'
import IconLifeBuoy from '~icons/lucide/life-buoy'
import IconLogOut from '~icons/lucide/log-out'
import IconMonitor from '~icons/lucide/monitor'
import IconMoon from '~icons/lucide/moon'
import IconPlus from '~icons/lucide/plus'
import IconSettings2 from '~icons/lucide/settings-2'
import IconShield from '~icons/lucide/shield'
import IconSparkles from '~icons/lucide/sparkles'
import IconSun from '~icons/lucide/sun'
import IconToggleRight from '~icons/lucide/toggle-right'
import IconUsersRound from '~icons/lucide/users-round'

/** What can be done from the palette, where one is. */
export function usePaletteActions() {
  const { t } = useI18n()
  const inboxes = useDeskInboxesStore()
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
      icon,
      run,
    })
    const ofAdmins = () => [
      action('admin', IconShield, () => '/admin'),
      action('features', IconToggleRight, () => '/admin/features'),
    ]
    const room = rooms.byId[Number(route.params.id)]
    return [
      ...(room ? [action('details', IconUsersRound, () => `/rooms/${room.id}?panel=details`)] : []),
      ...(inboxes.isAgent ? [action('desk', IconHeadset, () => '/desk')] : []),
      action('find', IconCompass, () => '/rooms'),
      action('support', IconLifeBuoy, () => '/support'),
      ...(session.user?.kind === 'member' ? [action('create', IconPlus, () => '/rooms#create')] : []),
      ...theme.modes
        .filter(mode => mode !== theme.preference.value)
        .map(mode =>
          action(mode, mode === 'dark' ? IconMoon : mode === 'light' ? IconSun : IconMonitor, () => theme.choose(mode)),
        ),
      ...(session.user?.role === 'admin' ? ofAdmins() : []),
      action('settings', IconSettings2, () => '/settings'),
      action('news', IconSparkles, () => '/settings#news'),
      action('shortcuts', IconKeyboard, () => overlays.show('shortcuts')),
      action('logout', IconLogOut, logOut),
    ]
  })
}
