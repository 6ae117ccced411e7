import routes from '#route-methods'

const patterns = routes.map(([route, method]) => ({
  method,
  pattern: new RegExp(`^${route.replace(/:[^/]+/g, '[^/]+')}$`),
}))

/**
 * The methods that an address of the API or a form has, in the order of the alphabet; none for one that does not exist.
 */
export function methodsOf(path: string): string[] {
  const methods = new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods].sort()
}
