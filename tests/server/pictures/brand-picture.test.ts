import sharp from 'sharp'
import { expect, test } from 'vitest'
import { firstAdmin, member } from '../../support/cast.ts'
import { Client } from '../../support/client.ts'
import { colourAt, look, png } from '../../support/pictures.ts'
import { useServer } from '../../support/world.ts'

const world = useServer('brand')

interface Manifest { name: string, theme_color: string, icons: { src: string, sizes: string, purpose: string }[] }

async function manifestOf(client: Client): Promise<Manifest> {
  return JSON.parse((await client.get('/manifest.webmanifest')).text) as Manifest
}

const meta = (html: string, name: string) =>
  new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`).exec(html)?.[1]

test('what systems and shared links show follows the name, the colour and the logo', async () => {
  const { server } = world
  const root = await firstAdmin(server)
  const visitor = new Client(server.origin)
  expect((await manifestOf(visitor)).icons.map(icon => icon.src)).toEqual([
    '/icons/icon-192.png', '/icons/icon-512.png', '/icons/maskable-512.png',
  ])
  try {
    await root.patch('/api/admin/settings', { brand: { name: 'Village', hue: 142, logo: null } })
    const { name, icons } = await manifestOf(visitor)
    expect(name).toBe('Village')
    for (const { src, sizes, purpose } of icons) {
      const { status, headers, bytes } = await look(visitor, src)
      const { width, height, format } = await sharp(bytes).metadata()
      expect([status, headers.get('content-type')]).toEqual([200, 'image/png'])
      expect([`${width}x${height}`, format]).toEqual([sizes, 'png'])
      // The ground is green; a maskable icon has it up to its corners.
      expect(await colourAt(bytes, 0.5, 0.3)).toBe('green')
      expect((await sharp(bytes).stats()).isOpaque).toBe(purpose === 'maskable')
    }

    const logo = `data:image/png;base64,${(await png(64, 64)).toString('base64')}`
    await root.patch('/api/admin/settings', { brand: { name: 'Village', hue: 142, logo } })
    const [icon] = (await manifestOf(visitor)).icons
    expect(icon!.src).not.toBe(icons[0]!.src)
    const { bytes } = await look(visitor, icon!.src)
    expect([await colourAt(bytes, 0.1, 0.5), await colourAt(bytes, 0.9, 0.5)]).toEqual(['red', 'blue'])

    const { text } = await visitor.get('/login')
    expect([meta(text, 'og:title'), meta(text, 'og:site_name')]).toEqual(['Log in', 'Village'])
    const share = await look(visitor, meta(text, 'og:image')!.replace(server.origin, '').replace('&amp;', '&'))
    expect([(await sharp(share.bytes).metadata()).width, await colourAt(share.bytes, 0.45, 0.5)]).toEqual([1200, 'red'])
  }
  finally {
    await root.patch('/api/admin/settings', { brand: { name: 'Plaza', hue: null, logo: null } })
  }
})

test('a link to what not everybody may see says nothing of it', async () => {
  const ada = await member(world.server, 'ada')
  for (const path of ['/rooms', '/settings']) {
    const { status, text } = await ada.get(path)
    expect([status, text.includes('og:')]).toEqual([200, false])
  }
})

test('there is no other picture', async () => {
  const visitor = new Client(world.server.origin)
  for (const name of ['icon-193.png', 'icon-192', '..%2fsw.js', 'toString.png']) {
    expect((await look(visitor, `/brand/${name}`)).status).toBe(404)
  }
})
