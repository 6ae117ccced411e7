import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import packageFile from '../../package.json' with { type: 'json' }
import { documented } from '../../scripts/screens/documented.mjs'
import { root } from '../support/paths.ts'

const files = globSync(['*.md', 'docs/**/*.*'], { cwd: root })
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const pages = files.filter(file => file.endsWith('.md'))

/** Where the links of a page lead inside the repository, without code, where brackets mean something else. */
function linksOf(page: string): { path: string, anchor: string }[] {
  const text = read(page).replaceAll(/^```[^]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    const [path = '', anchor = ''] = target.split('#')
    return /^[a-z]+:/.test(target) ? [] : [{ path: path ? join(dirname(page), path) : page, anchor }]
  })
}

/** As GitHub makes them from headings. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'))
}

test.each(pages)('%s links to what exists', (page) => {
  const lost = linksOf(page).filter(({ path, anchor }) =>
    !existsSync(join(root, path)) || (anchor && path.endsWith('.md') && !anchorsOf(path).includes(anchor)))
  expect(lost).toEqual([])
})

test('docs/images holds a dozen small pictures at most, each of them shown and kept by `npm run screens`', () => {
  const pictures = files.filter(file => file.startsWith('docs/') && /\.(jpe?g|png|webp|gif)$/.test(file))
  const shown = new Set(pages.flatMap(linksOf).map(({ path }) => path))
  expect(pictures.length).toBeLessThanOrEqual(12)
  expect(pictures.filter(file => statSync(join(root, file)).size >= 100_000), 'too big').toEqual([])
  expect(pictures.filter(file => !shown.has(file)), 'shown nowhere').toEqual([])
  expect(pictures.sort()).toEqual(documented.map(one => `docs/images/${one.join('-')}.jpg`).sort())
})

test('.nvmrc names the Node that the project installs', () => {
  expect(read('.nvmrc').trim()).toBe(packageFile.dependencies.node)
})

test.each([['README.md', 120], ['CONTRIBUTING.md', 100]])('%s has %i lines at most', (page, most) => {
  expect(read(page).trimEnd().split('\n').length).toBeLessThanOrEqual(most)
})
