import type { Router } from 'vue-router'
import type { PaletteItem } from '~/utils/paletteItem'
import type { Profile } from '#shared/protocol/user'
import type { RoomSummary } from '#shared/protocol/room'

const perSection = 7

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** How well a name answers a question: at its start, at the start of a word, anywhere; 0 is not at all. */
function score(name: string, query: string): number {
  if (!query) return 1
  const folded = fold(name)
  if (folded.startsWith(query)) return 3
  if (folded.split(/[\s._-]+/).some(word => word.startsWith(query))) return 2
  return folded.includes(query) ? 1 : 0
}

/** The code of a page. Until it is there the palette stays: the keys would go to the page that is being left. */
async function codeOf(path: string, router: Router) {
  const parts = router.resolve(path).matched.map(({ components }) => components?.default)
  // What cannot be loaded is reported where the page is opened.
  await Promise.allSettled(parts.map(part => typeof part === 'function' && (part as () => Promise<unknown>)()))
}

/** What the palette shows for what is typed, best answer first, and how an item is run. */
export function usePalette(query: () => string, close: () => void) {
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const users = useUsersStore()
  const router = useRouter()
  const people = ref<Profile[]>([])
  const groups = ref<RoomSummary[]>([])
  /** The last text that the server has answered, or failed to. */
  const answered = ref('')
  const asked = computed(() => query().trim() !== '')
  const candidates = usePaletteItems(people, groups, asked)
  const { error: failure, pending: busy, run: attempt } = useAction()
  const search = useSearch(ask)
  const error = computed(() => failure.value || search.error.value)

  const sections = computed(() => {
    const wanted = fold(query().trim())
    const found = candidates.value
      .map(item => ({ item, score: score(item.label, wanted) }))
      .filter(one => one.score > 0)
    found.sort((a, b) => b.score - a.score)
    return (['rooms', 'people', 'groups', 'actions'] as const).map((key) => {
      const items = found.filter(({ item }) => item.section === key).map(({ item }) => item)
      return { key, items: key === 'actions' && !wanted ? items : items.slice(0, perSection) }
    }).filter(section => section.items.length)
  })
  const items = computed(() => sections.value.flatMap(section => section.items))

  async function ask(typed: string) {
    const text = typed.trim()
    if (!text) return
    try {
      await Promise.all([
        rooms.find(text).then(found => text === query().trim() && (groups.value = found)),
        session.user?.kind === 'member'
        && users.find(text).then(found => text === query().trim() && (people.value = found)),
      ])
    }
    finally {
      answered.value = text
    }
  }

  async function run(item: PaletteItem) {
    await attempt(async () => {
      const path = await item.run()
      if (typeof path === 'string') await codeOf(path, router)
      // What is behind the palette takes the focus only when the palette is gone.
      close()
      await nextTick()
      if (typeof path === 'string') await navigateTo(path)
    })
  }

  return { sections, items, error, busy, answered, search, run }
}
