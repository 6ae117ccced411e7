import type { Component } from 'vue'
import type { Profile } from '#shared/protocol'

export interface PaletteItem {
  id: string
  section: 'rooms' | 'people' | 'groups' | 'actions'
  label: string
  note?: string
  icon?: Component
  user?: Profile
  /** Does it, and says where to go. */
  run: () => unknown
}

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

/** What the palette shows for what is typed, best answer first, and how an item is run. */
export function usePalette(close: () => void) {
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const users = useUsersStore()
  const query = ref('')
  const people = ref<Profile[]>([])
  const asked = computed(() => query.value.trim() !== '')
  const candidates = usePaletteItems(people, asked)
  const { error: failure, attempt } = useAttempt()
  const search = useSearch(ask)
  const error = computed(() => failure.value || search.error.value)

  const sections = computed(() => {
    const wanted = fold(query.value.trim())
    const found = candidates.value.map(item => ({ item, score: score(item.label, wanted) })).filter(one => one.score > 0)
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
    const [found] = await Promise.all([session.user?.kind === 'member' ? users.search(text) : [], rooms.search(text)])
    if (text === query.value.trim()) people.value = found
  }

  async function run(item: PaletteItem) {
    await attempt(async () => {
      const path = await item.run()
      // What is behind the palette takes the focus only when the palette is gone.
      close()
      await nextTick()
      if (typeof path === 'string') await navigateTo(path)
    })
  }

  return { query, sections, items, error, search: search.soon, run }
}
