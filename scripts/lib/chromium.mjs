import { existsSync, readFileSync } from 'node:fs'
import { run } from './child.mjs'
import { findCommand } from './command.mjs'
import { nodeBinary, tool, toolEnvironment } from './node.mjs'
import { Problem } from './problem.mjs'
import { say, step } from './screen.mjs'
import { ensureCommand } from './systemPackage.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const shellNames = ['chromium-headless-shell']

/**
 * Makes sure that there is a Chromium for the browser tests. Answers the path of the system's one, or nothing when
 * Playwright has its own, which it finds by itself.
 */
export async function ensureChromium() {
  const system = await working(names)
  if (system) return system
  if (await hasPlaywrightChromium()) return undefined
  return await installFromSystem(names, 'Chromium', 'chromium') ?? await installFromPlaywright()
}

/**
 * The browser of most browser tests: Chromium without a window. A window draws its own bars as pages, for each context
 * anew, and that takes nearly half of the time. Answers what `ensureChromium` answered where there is no such package;
 * Playwright's own Chromium comes with its shell.
 */
export async function ensureHeadlessShell(chromium) {
  if (!chromium) return undefined
  return await working(shellNames)
    ?? await installFromSystem(shellNames, 'Chromium without a window', 'chromium-headless-shell')
    ?? chromium
}

// Ubuntu's package is a stub that only says to use snap: being there is not enough, it must answer.
async function working(commands) {
  const path = findCommand(...commands)
  if (!path) return undefined
  const { ok, output } = await run(path, ['--version', '--no-sandbox'])
  return ok && /\d+\.\d+/.test(output) ? path : undefined
}

async function hasPlaywrightChromium() {
  const question = 'import("@playwright/test").then(p => console.log(p.chromium.executablePath()))'
  const { ok, output } = await run(nodeBinary(), ['-e', question])
  return ok && existsSync(output.trim())
}

async function installFromSystem(commands, title, aptPackage) {
  if (isUbuntu()) return undefined
  try {
    await ensureCommand({ commands, title, aptPackages: [aptPackage], brewPackage: '--cask chromium' })
  }
  catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
  return await working(commands)
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
