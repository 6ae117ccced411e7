import { readFileSync, readdirSync } from 'node:fs'
import { compile, createCoreContext, registerMessageCompiler, translate } from '@intlify/core-base'
import { expect, test } from 'vitest'
import { baseCompile } from '../../i18n/messageCompiler'

registerMessageCompiler(compile)
// Its own type knows every form of a message at once, which is too deep to be looked through.
const show = translate as unknown as (context: unknown, key: string, ...values: unknown[]) => unknown

function textsOf(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(textsOf)
}

/** What is shown for each of these counts, with a value for each name. */
function shown(message: unknown, names: string[]): unknown[] {
  const context = createCoreContext({ locale: 'en', messages: { en: { text: message } } } as never) as unknown
  const named = Object.fromEntries(names.map(name => [name, `[${name}]`]))
  return [0, 1, 2].map(count =>
    show(context, 'text', { ...named, count, n: count }, { plural: count }))
}

function expectSame(texts: string[]) {
  const names = Array.from(texts.join().matchAll(/\{\s*([\w-]+)\s*\}/g), ([, name = '']) => name)
  for (const text of texts) expect(shown(baseCompile(text).ast, names), text).toEqual(shown(text, names))
}

test.each(['admin', 'desk', 'locales'])('every text of %s shows what the library makes of it', (folder) => {
  const texts = readdirSync(`i18n/${folder}`)
    .flatMap(file => textsOf(JSON.parse(readFileSync(`i18n/${folder}/${file}`, 'utf8'))))
  expect(texts.length).toBeGreaterThan(50)
  expectSame(texts)
})

test('texts have names, places, literals and cases', () => {
  expectSame(['{ a } and {0}', 'no {\'@\'} | one {n} | {count} of {\'|\'}', 'plain', '{a}{b-c}', 'a |b| c'])
})
