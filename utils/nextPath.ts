/** Where to go after logging in: a path of ours from the query, never another site. */
export function nextPath(next: unknown, fallback: string): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : fallback
}
