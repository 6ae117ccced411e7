const own = 'http://plaza.invalid'
/** Browsers drop tabs and line breaks from URLs and read a backslash as a slash; none of our paths has any of these. */
const foreign = /[\s\\\p{Cc}\p{Cf}\p{Z}]/u
const longest = 2000

/**
 * Where to go next: the path, query and fragment of a page of ours as a browser would read them, or `fallback`.
 * Everything that names where to go and came from outside passes here: no other site, no scheme, nothing that
 * could be read in two ways.
 */
export function nextPath(next: unknown, fallback = '/rooms'): string {
  if (
    typeof next !== 'string'
    || next.length > longest
    || !next.startsWith('/')
    || foreign.test(next)
    || !next.isWellFormed()
  ) {
    return fallback
  }
  const url = URL.parse(next, own)
  if (!url || url.origin !== own || url.username || url.password) return fallback
  return isPlain(url.pathname) ? `${url.pathname}${url.search}${url.hash}` : fallback
}

/** Also after a proxy or a router has decoded it, it begins with one slash and holds nothing foreign. */
function isPlain(pathname: string): boolean {
  const decoded = decode(pathname)
  return decoded !== undefined
    && [pathname, decoded].every(path => /^\/(?!\/)/.test(path) && !foreign.test(path.replaceAll(' ', '')))
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  }
  catch {
    return undefined
  }
}
