import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../support/paths.ts'

const folders = [
  'bench', 'components', 'composables', 'drizzle', 'events', 'layouts', 'middleware', 'modules', 'pages', 'plugins',
  'scripts', 'server', 'shared', 'stores', 'tests', 'utils', 'widget',
]
const files = globSync(`{${folders.join(',')}}/**/*.{ts,vue,mjs}`, { cwd: root }).concat('app.vue', 'error.vue')
const imported = /^(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm
const places: Record<string, string> = { '#shared': 'shared', '#server': 'server', '~': '.', '~~': '.' }

/** The file of the project that the path leads to; undefined for a package, or for what is no code. */
function resolve(from: string, path: string): string | undefined {
  const [first = '', ...rest] = path.split('/')
  const place = places[first]
  if (place === undefined && !first.startsWith('.')) return undefined
  const target = place === undefined ? join(dirname(from), path) : join(place, ...rest)
  return [target, `${target}.ts`, `${target}.mjs`, `${target}/index.ts`].find(isFile)
}

const isFile = (path: string) => existsSync(join(root, path)) && statSync(join(root, path)).isFile()

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(imported)]
    .map(([, from, bare]) => resolve(file, from ?? bare ?? ''))
    .filter(path => path !== undefined)
}

/** Each way that leads back to where it began, from the first file on it that is reached. */
function cyclesOf(graph: Map<string, string[]>): string[] {
  const done = new Set<string>()
  const cycles: string[] = []
  function visit(file: string, way: string[]) {
    if (way.includes(file)) return void cycles.push([...way.slice(way.indexOf(file)), file].join(' → '))
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...way, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  return cycles
}

test('a cycle of imports is seen', () => {
  expect(cyclesOf(new Map([['a', ['b', 'd']], ['b', ['c']], ['c', ['a']], ['d', []]]))).toEqual(['a → b → c → a'])
})

const graph = new Map(files.map(file => [file, importsOf(file)]))

test('no file is part of a cycle of imports, those of types included', () => {
  expect([...graph.values()].flat().length).toBeGreaterThan(files.length)
  expect(cyclesOf(graph)).toEqual([])
})

test.each([
  ['domain of the services', /^server\/services\/[^/]+/],
  ['part of the server', /^server\/[^/]+/],
  ['folder of stores', /^stores\/[^/]+/],
])('no %s is part of one', (_, part) => {
  const partOf = (file: string) => part.exec(file)?.[0]
  const parts = new Map<string, string[]>()
  for (const [file, imports] of graph) {
    const from = partOf(file)
    const others = imports.map(partOf).filter(to => to !== undefined && to !== from) as string[]
    if (from) parts.set(from, [...new Set([...parts.get(from) ?? [], ...others])])
  }
  expect(parts.size).toBeGreaterThan(5)
  expect(cyclesOf(parts)).toEqual([])
})
