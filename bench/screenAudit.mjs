import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { launch } from './screenChromium.mjs'
import { guest } from '../tests/support/cast.ts'

const categories = ['performance', 'accessibility', 'best-practices']

/** A page that could not be measured has no figures, and a reason. */
function show({ categories: found, audits, environment, runtimeError }) {
  if (runtimeError) return `no figures: ${runtimeError.message}`
  const scores = categories.map(name => `${name} ${Math.round((found[name]?.score ?? 0) * 100)}`)
  const lost = Object.values(audits)
    .filter(({ score, scoreDisplayMode }) => scoreDisplayMode === 'binary' && score === 0)
    .map(({ id }) => id)
  return `${scores.join(', ')}; CLS ${audits['cumulative-layout-shift'].numericValue?.toFixed(3)}, `
    + `LCP ${audits['largest-contentful-paint'].displayValue}, `
    + `TBT ${audits['total-blocking-time'].displayValue}, index of the machine ${environment.benchmarkIndex}`
    + `${lost.length ? `; lost: ${lost.join(', ')}` : ''}`
}

/** Lighthouse, mobile, on the landing page and in a room. */
export async function audit(server, executablePath) {
  if (!process.env.PLAZA_LIGHTHOUSE) return {}
  const { default: lighthouse } = await import(pathToFileURL(join(process.env.PLAZA_LIGHTHOUSE, 'core', 'index.js')))
  const gus = await guest(server)
  for (let n = 0; n < 40; n++) {
    await gus.say(gus.square.id, `A line on the square, number ${n}. ${'and so on '.repeat(n % 9)}`)
  }
  const pages = { landing: ['/', undefined], room: [`/rooms/${gus.square.id}`, gus.cookie] }
  const results = {}
  for (const [name, [path, cookie]] of Object.entries(pages)) {
    const { port, close } = await launch(executablePath)
    try {
      const result = await lighthouse(server.origin + path, {
        port,
        output: 'json',
        logLevel: 'error',
        onlyCategories: categories,
        extraHeaders: cookie ? { Cookie: cookie } : undefined,
      })
      results[name] = show(result.lhr)
    }
    finally {
      await close()
    }
  }
  return results
}
