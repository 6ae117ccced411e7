import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(match => match[1] ?? '')

describe('the image', () => {
  const copied = matches(read('Dockerfile'), /^COPY (?!--from)(.+) \S+$/gm)
    .flatMap(sources => sources.split(' '))
    .map(path => path.replace(/\/$/, ''))
  const allowed = matches(read('.dockerignore'), /^!(.+)$/gm)

  it('copies what exists and is let into its context', () => {
    const named = copied.filter(path => path !== '.')
    expect(named.filter(path => !existsSync(join(root, path)))).toEqual([])
    expect(named.filter(path => !allowed.includes(path))).toEqual([])
  })

  it('is given every source of a build', () => {
    const sources = matches(read('scripts/lib/source.mjs'), /'([\w.-]+)',/g).filter(path =>
      existsSync(join(root, path)),
    )
    expect(sources).toContain('nuxt.config.ts')
    expect(sources.filter(path => !allowed.includes(path))).toEqual([])
  })
})

describe('the compose file', () => {
  const compose = read('deploy/compose.yaml')

  it('explains each of its variables in the example', () => {
    const variables = matches(compose, /\$\{(\w+)/g)
    const explained = matches(read('deploy/.env.example'), /^(\w+)=/gm)
    expect([...new Set(variables)].sort()).toEqual(explained.sort())
  })

  it('holds no secret and starts with none missing', () => {
    expect(matches(compose, /PASSWORD: (.+)$/gm).filter(value => !value.startsWith('${'))).toEqual([])
    expect(matches(compose, /\$\{MARIADB_\w+(..)/g).every(rule => rule === ':?')).toBe(true)
  })

  it('mounts what exists', () => {
    const mounted = matches(compose, /- (\.\/\S+?):/g)
    expect(mounted.filter(path => !existsSync(join(root, 'deploy', path)))).toEqual([])
  })
})
