const words = /[\p{L}\p{N}\p{Extended_Pictographic}]\p{M}{0,2}/u

/** One or two letters that stand for a name. */
export function initialsOf(name: string): string {
  const letters = name.trim().split(/[\s._-]+/u).map(word => words.exec(word)?.[0] ?? '').filter(Boolean)
  const last = letters.length > 1 ? letters.at(-1) : ''
  return ((letters[0] ?? '?') + (last ?? '')).toUpperCase()
}
