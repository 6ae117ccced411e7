import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureChromium } from './lib/chromium.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { main } from './lib/lifecycle.mjs'
import { root } from './lib/paths.mjs'

// `npm run icons`: draws the pictures that systems show for Plaza from public/favicon.svg. A maskable one is cut to any
// shape: its corners are filled, and the sign keeps to the middle.
const pictures = [
  { name: 'icon-192', size: 192, share: 1 },
  { name: 'icon-512', size: 512, share: 1 },
  { name: 'maskable-512', size: 512, share: 0.72, background: '#b4532a' },
]

await main(async () => {
  await ensureDependencies()
  const { chromium } = await import('@playwright/test')
  const executablePath = await ensureChromium()
  const sign = readFileSync(join(root, 'public/favicon.svg'), 'utf8')
  mkdirSync(join(root, 'public/icons'), { recursive: true })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  for (const { name, size, share, background = 'transparent' } of pictures) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    await page.setContent(
      `<body style="margin:0;height:100vh;display:grid;place-items:center;background:${background}">`
      + sign.replace('<svg ', `<svg width="${size * share}" height="${size * share}" `),
    )
    await page.screenshot({ path: join(root, `public/icons/${name}.png`), omitBackground: true })
    await page.close()
  }
  await browser.close()
})
