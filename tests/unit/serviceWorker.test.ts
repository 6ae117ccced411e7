import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

test('the shell of the service worker has the hash of what is in it for a name', async () => {
  const read = (name: string) => readFile(new URL(`../../public/${name}`, import.meta.url))
  const hash = createHash('sha256').update(await read('offline.html')).update(await read('offline.js')).digest('hex')
  expect((await read('sw.js')).toString()).toContain(`const shell = 'shell-${hash.slice(0, 8)}'`)
})
