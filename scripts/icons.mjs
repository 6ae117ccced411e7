import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brandPictures } from '../shared/brandPicture.ts'
import { ensureChromium } from './lib/chromium.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { main } from './lib/lifecycle.mjs'
import { root } from './lib/paths.mjs'

// `npm run icons`: draws the pictures that systems show for Plaza from public/favicon.svg.
const ground = '#b4532a'

await main(async () => {
  await ensureDependencies()
  const { chromium } = await import('@playwright/test')
  const executablePath = await ensureChromium()
  const sign = readFileSync(join(root, 'public/favicon.svg'), 'utf8')
  mkdirSync(join(root, 'public/icons'), { recursive: true })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  for (const [name, { width, height, side, filled }] of Object.entries(brandPictures)) {
    const page = await browser.newPage({ viewport: { width, height } })
    const style = `margin:0;height:100vh;display:grid;place-items:center;background:${filled ? ground : 'transparent'}`
    await page.setContent(
      `<body style="${style}">`
      + sign.replace('<svg ', `<svg width="${side}" height="${side}" `),
    )
    await page.screenshot({ path: join(root, `public/icons/${name}.png`), omitBackground: true })
    await page.close()
  }
  await browser.close()
})
