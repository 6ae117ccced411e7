/** What is remembered on the page's own origin, as far as its browser allows. */
export interface Memory {
  /** There are cases here. */
  active: boolean
  /** What a frame keeps whose own storage is forbidden. */
  kept: Record<string, string>
}

export function openMemory(key: string) {
  const name = `plaza:${key}`
  const memory = read(name)

  function save() {
    try {
      localStorage.setItem(name, JSON.stringify(memory))
    }
    catch {
      // Forbidden or full: it holds until the page is left.
    }
  }

  return {
    memory,
    setActive(active: boolean) {
      if (memory.active === active) return
      memory.active = active
      save()
    },
    keep(entry: string, value: string | null) {
      if (value === null) memory.kept = Object.fromEntries(Object.entries(memory.kept).filter(([one]) => one !== entry))
      else memory.kept[entry] = value
      save()
    },
  }
}

function read(name: string): Memory {
  try {
    const { active, kept } = JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<Memory>
    return { active: active === true, kept: typeof kept === 'object' && kept ? kept : {} }
  }
  catch {
    return { active: false, kept: {} }
  }
}
