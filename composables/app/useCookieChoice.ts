const keptSeconds = 400 * 86_400

/**
 * A choice of this browser, in a cookie that the server reads and only the browser writes. Not `useCookie`, which opens
 * a channel between tabs and fails where there is none.
 */
export function useCookieChoice<T extends string>(name: string, valid: (text: string) => T) {
  const cookies = import.meta.server ? useRequestHeader('cookie') ?? '' : document.cookie
  const value = ref(valid(valueOf(cookies, name))) as Ref<T>

  function choose(next: T) {
    value.value = next
    document.cookie = `${name}=${encodeURIComponent(next)}; path=/; max-age=${keptSeconds}; samesite=lax`
    tellTabs()
  }

  /** Another tab has chosen. */
  function refresh() {
    value.value = valid(valueOf(document.cookie, name))
  }

  return { value, choose, refresh }
}

export const choiceSignal = 'plaza-choice'

function tellTabs() {
  try {
    localStorage.setItem(choiceSignal, String(Date.now()))
  }
  catch {
    // Without storage the other tabs know it after their next load.
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
