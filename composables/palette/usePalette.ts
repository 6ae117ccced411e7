import type { Router } from 'vue-router'
import type { PaletteItem } from '~/utils/paletteItem'
import type { PaletteMatch } from '~/utils/paletteMatch'
import type { Profile } from '#shared/protocol/user'
import type { RoomSummary } from '#shared/protocol/room'

const perSection = 7
const recentAtMost = 5
const sectionOrder = ['rooms', 'people', 'groups', 'actions'] as const

/** The code of a page. Until it is there the palette stays: the keys would go to the page that is being left. */
async function codeOf(path: string, router: Router) {
  const parts = router.resolve(path).matched.map(({ components }) => components?.default)
  // What cannot be loaded is reported where the page is opened.
  await Promise.allSettled(parts.map(part => typeof part === 'function' && (part as () => Promise<unknown>)()))
}

/** What the palette shows for what is typed, best answer first, and how an item is run. */
export function usePalette(query: () => string, close: () => void) {
  const recent = useRecentStore()
  const route = useRoute()
  const router = useRouter()
  const people = ref<Profile[]>([])
  const groups = ref<RoomSummary[]>([])
  const asked = computed(() => query().trim() !== '')
  const candidates = usePaletteItems(people, groups, asked)
  const { answered, search } = usePaletteSearch(query, { people, groups })
  const { error: failure, pending: busy, run: attempt } = useAction()
  const error = computed(() => failure.value || search.error.value)
  const match = computed(() => createPaletteMatcher(candidates.value))
  const matches = computed(() => byUse(match.value(query()), recent.ids))
  const used = computed(() => recent.ids.filter(id => id !== `room-${String(route.params.id)}`))
  const sections = computed(() => asked.value ? bestSections(matches.value) : firstSections(matches.value, used.value))
  const items = computed(() => sections.value.flatMap(section => section.items))
  /** Only names with another spelling so far, and the server is still asked. */
  const isGuess = computed(() =>
    answered.value !== query().trim() && matches.value.every(({ rank }) => rank === ranks.near))

  async function run(item: PaletteItem) {
    await attempt(async () => {
      const path = await item.run()
      recent.note(idOf(item, path))
      if (typeof path === 'string') await codeOf(path, router)
      // What is behind the palette takes the focus only when the palette is gone.
      close()
      await nextTick()
      if (typeof path === 'string') await go(path)
    })
  }

  /** Who goes to a conversation goes there to write: what had the focus before the palette has it no more. */
  async function go(path: string) {
    const isConversation = /^\/(?:rooms|desk)\/\d+$/.test(path)
    if (isConversation && document.activeElement instanceof HTMLElement) document.activeElement.blur()
    const isHere = route.path === path
    await navigateTo(path)
    if (isConversation && isHere && isFocusFree()) focusComposer()
  }

  recent.open()
  return { sections, items, isGuess, error, busy, answered, search, run }
}

/** A conversation that began, or a group that was joined, is a room of one's own the next time. */
function idOf(item: PaletteItem, path: unknown): string {
  const room = typeof path === 'string' && /^\/rooms\/(\d+)$/.exec(path)?.[1]
  return room ? `room-${room}` : item.id
}

/** Among equals what was used last comes first. */
function byUse(matches: PaletteMatch[], used: string[]): PaletteMatch[] {
  const places = new Map(used.map((id, index) => [id, index]))
  const place = ({ item }: PaletteMatch) => places.get(item.id) ?? used.length
  return matches.toSorted((a, b) => b.rank - a.rank || place(a) - place(b))
}

/** Before anything is typed: what was used last, then everything by kind. */
function firstSections(matches: PaletteMatch[], used: string[]) {
  const all = matches.map(({ item }) => item)
  const recent = all.filter(({ id }) => used.includes(id)).slice(0, recentAtMost)
  const rest = sectionOrder.map((key) => {
    const items = all.filter(item => item.section === key && !recent.includes(item))
    return { key, items: key === 'actions' ? items : items.slice(0, perSection) }
  })
  return [{ key: 'recent' as const, items: recent }, ...rest].filter(({ items }) => items.length)
}

/** The kind with the best answer comes first. */
function bestSections(matches: PaletteMatch[]) {
  return sectionOrder
    .map((key) => {
      const found = matches.filter(({ item }) => item.section === key).slice(0, perSection)
      return { key, rank: found[0]?.rank ?? 0, items: found.map(({ item }) => item) }
    })
    .filter(({ items }) => items.length)
    .toSorted((a, b) => b.rank - a.rank)
}
