const keptSeconds = 400 * 86_400

/**
 * A choice of this browser, in a cookie that the server reads and only the browser writes. Not `useCookie`, which opens
 * a channel between tabs and fails where there is none.
 */
export function useCookieChoice<T extends string>(name: string, valid: (text: string) => T) {
  const cookies = import.meta.server ? useRequestHeader('cookie') ?? '' : document.cookie
  const value = ref(valid(valueOf(cookies, name))) as Ref<T>
  let chosenAt = 0

  function choose(next: T) {
    value.value = next
    chosenAt = Date.now()
    document.cookie = `${name}=${encodeURIComponent(next)}; path=/; max-age=${keptSeconds}; samesite=lax`
    tellTabs({ name, text: next, at: chosenAt })
  }

  /** What another tab has chosen; a tab that was busy may hear it after it has chosen something else itself. */
  function hear(said: Choice) {
    if (said.name !== name || said.at < chosenAt) return
    value.value = valid(said.text)
    chosenAt = said.at
  }

  return { value, choose, hear }
}

/** The choice itself: a browser may tell a tab of it before the tab can read the cookie. */
interface Choice {
  name: string
  text: string
  /** Milliseconds since the epoch: the last one counts, and the same choice once more is another signal. */
  at: number
}

export const choiceSignal = 'plaza-choice'

function tellTabs(choice: Choice) {
  try {
    localStorage.setItem(choiceSignal, JSON.stringify(choice))
  }
  catch {
    // Without storage the other tabs know it after their next load.
  }
}

/** Storage can hold anything, also what an older version wrote. */
export function readChoice(signal: string | null): Choice | undefined {
  try {
    const choice = JSON.parse(signal ?? '') as Choice | null
    return typeof choice?.text === 'string' && typeof choice.at === 'number' ? choice : undefined
  }
  catch {
    return undefined
  }
}

/** A cookie can hold anything. */
function valueOf(cookies: string, name: string): string {
  const pair = cookies.split(';').map(one => one.trim()).find(one => one.startsWith(`${name}=`))
  try {
    return decodeURIComponent(pair?.slice(name.length + 1) ?? '')
  }
  catch {
    return ''
  }
}
