import type { PaletteItem } from './usePalette'

/** What can be done from the palette, where one is. */
export function usePaletteActions() {
  const { t } = useI18n()
  const overlays = useOverlaysStore()
  const rooms = useRoomsStore()
  const route = useRoute()
  const session = useSessionStore()
  const theme = useTheme()

  return computed((): PaletteItem[] => {
    const action = (name: string, icon: string, run: () => unknown): PaletteItem => ({ id: name, section: 'actions', label: t(`palette.action.${name}`), icon, run })
    const room = rooms.byId[Number(route.params.id)]
    return [
      ...(room ? [action('details', 'i-lucide-users-round', () => `/rooms/${room.id}?panel=details`)] : []),
      action('find', 'i-lucide-compass', () => '/rooms'),
      ...(session.user?.kind === 'member' ? [action('create', 'i-lucide-plus', () => '/rooms#create')] : []),
      ...theme.modes.filter(mode => mode !== theme.preference.value).map(mode => action(mode, mode === 'dark' ? 'i-lucide-moon' : mode === 'light' ? 'i-lucide-sun' : 'i-lucide-monitor', () => theme.choose(mode))),
      ...(session.user?.role === 'admin' ? [action('admin', 'i-lucide-shield', () => '/admin')] : []),
      action('settings', 'i-lucide-settings-2', () => '/settings'),
      // After the palette has closed, so that the focus goes back to where it was.
      action('shortcuts', 'i-lucide-keyboard', () => setTimeout(() => overlays.show('shortcuts'))),
      action('logout', 'i-lucide-log-out', () => '/settings#logout'),
    ]
  })
}
