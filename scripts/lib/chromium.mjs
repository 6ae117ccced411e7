import { existsSync, readFileSync } from 'node:fs'
import { run } from './child.mjs'
import { findCommand } from './command.mjs'
import { nodeBinary, tool, toolEnvironment } from './node.mjs'
import { Problem } from './problem.mjs'
import { say, step } from './screen.mjs'
import { ensureCommand } from './systemPackage.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/**
 * Makes sure that there is a Chromium for the browser tests. Answers the path of the system's one, or nothing when
 * Playwright has its own, which it finds by itself.
 */
export async function ensureChromium() {
  const system = await workingChromium()
  if (system) return system
  if (await hasPlaywrightChromium()) return undefined
  return await installFromSystem() ?? await installFromPlaywright()
}

// Ubuntu's package is a stub that only says to use snap: being there is not enough, it must answer.
async function workingChromium() {
  const path = findCommand(...names)
  if (!path) return undefined
  const { ok, output } = await run(path, ['--version', '--no-sandbox'])
  return ok && /\d+\.\d+/.test(output) ? path : undefined
}

async function hasPlaywrightChromium() {
  const question = 'import("@playwright/test").then(p => console.log(p.chromium.executablePath()))'
  const { ok, output } = await run(nodeBinary(), ['-e', question])
  return ok && existsSync(output.trim())
}

async function installFromSystem() {
  if (isUbuntu()) return undefined
  try {
    await ensureCommand({
      commands: names,
      title: 'Chromium',
      aptPackages: ['chromium'],
      brewPackage: '--cask chromium',
    })
  }
  catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
  return await workingChromium()
}

async function installFromPlaywright() {
  const withLibraries = process.getuid() === 0 && findCommand('apt-get') ? ['--with-deps'] : []
  const args = ['install', ...withLibraries, 'chromium']
  say(
    `  playwright ${args.join(' ')}${withLibraries.length > 0 ? '  (with the system libraries it needs, by apt)' : ''}`,
  )
  const { ok, output } = await step('Installing Chromium with Playwright', () =>
    run(tool('playwright'), args, { env: toolEnvironment() }),
  )
  if (!ok) {
    throw new Problem(
      'The browser tests need Chromium, and it could not be installed. On Debian: '
      + ' sudo apt-get install -y chromium\n'
      + `${output}`,
    )
  }
  return undefined
}

function isUbuntu() {
  const path = '/etc/os-release'
  return existsSync(path) && /^ID=ubuntu$/m.test(readFileSync(path, 'utf8'))
}
