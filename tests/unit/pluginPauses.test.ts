import { expect, test } from 'vitest'
import type { NuxtTemplate } from 'nuxt/schema'
import { pausePlugins } from '../../modules/build/pluginPauses'

const filename = 'plugins.client.mjs'
const contentsOf = (list: NuxtTemplate) => list.getContents?.({} as Parameters<NonNullable<typeof list.getContents>>[0])
const template = (text: string): NuxtTemplate => ({ filename, getContents: () => text })

test('each plugin may pause first', async () => {
  const list = template('import a from \'./a\'\nimport b from \'./b\'\nexport default [\n  a,\n  b\n]')
  pausePlugins([{ filename: 'css.mjs' }, list])
  const text = String(await contentsOf(list))
  const body = text.replaceAll(/^import.*$/gm, '').replace('export default', 'return')
  const run = new Function('pluginPause', 'a', 'b', body)
  expect(run('pause', 'a', 'b')).toEqual(['pause', 'a', 'pause', 'b'])
  expect(text).toMatch(/^import a from '.\/a'$/m)
  expect(text).toMatch(/^import \{ pluginPause \} from /m)
})

test('a list that Nuxt writes in another way is an error of the build, not a page without plugins', async () => {
  expect(() => pausePlugins([{ filename: 'css.mjs' }])).toThrow('no template plugins.client.mjs')
  const list = template('export { plugins as default }')
  pausePlugins([list])
  await expect(contentsOf(list)).rejects.toThrow('exports no list')
})
