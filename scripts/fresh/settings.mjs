import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { findCommand } from '../lib/command.mjs'
import { Problem } from '../lib/problem.mjs'

const keyFolders = ['/etc/apt/keyrings', '/etc/apt/trusted.gpg.d', '/usr/share/keyrings']
const npmNames = ['registry', 'proxy', 'https-proxy', 'noproxy', 'strict-ssl']
const proxyNames = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']
const machineFolder = '/etc/machine-settings'

/** The code name of this Debian (or Ubuntu) and where its packages come from, as apt is configured here. */
export function readSources() {
  const codename = /^VERSION_CODENAME=(.+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  const format = '$(REPO_URI) $(RELEASE) $(COMPONENT)'
  const all = output('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'])
    .split('\n')
    .filter(Boolean)
  const sources = [...new Set(all)].map(line => line.split(' ')).filter(([, release]) => release.startsWith(codename))
  const [mirror] = sources.find(([, release]) => release === codename) ?? []
  if (!mirror) throw new Problem('apt names no source for the packages of this system.')
  return { codename, mirror, lines: sources.map(source => `deb ${source.join(' ')}`) }
}

/** Gives the new system what lets apt and npm work on this machine (sources, keys, proxies), and no more. */
export function copySettings(root, { lines }) {
  const apt = join(root, 'etc/apt')
  writeFileSync(join(apt, 'sources.list'), `${lines.join('\n')}\n`)
  for (const folder of keyFolders.filter(existsSync)) {
    for (const key of readdirSync(folder)) {
      if (/\.(gpg|asc)$/.test(key)) cpSync(join(folder, key), join(apt, 'trusted.gpg.d', key), { dereference: true })
    }
  }
  for (const name of ['auth.conf', 'auth.conf.d']) {
    if (existsSync(join('/etc/apt', name))) cpSync(join('/etc/apt', name), join(apt, name), { recursive: true })
  }
  writeFileSync(join(apt, 'apt.conf.d/99machine'), output('apt-config', ['dump', 'Acquire']))
  for (const name of ['resolv.conf', 'hosts']) {
    if (existsSync(`/etc/${name}`)) writeFileSync(join(root, 'etc', name), readFileSync(`/etc/${name}`))
  }
}

/** Copies Node and npm, those that a person would type, not those of node_modules. */
export function copyNode(root) {
  const node = process.env.npm_node_execpath ?? process.execPath
  const npm = process.env.npm_execpath ?? output('readlink', ['-f', findCommand('npm') ?? '']).trim()
  if (!npm.endsWith('npm-cli.js')) throw new Problem('npm is not found, or not the one that comes with Node.')
  const local = join(root, 'usr/local')
  mkdirSync(join(local, 'lib/node_modules'), { recursive: true })
  copyFileSync(node, join(local, 'bin/node'))
  cpSync(dirname(dirname(npm)), join(local, 'lib/node_modules/npm'), { recursive: true, dereference: true })
  execFileSync('ln', ['-s', '../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm')])
}

/**
 * The environment inside: what a login has without a locale, and how npm reaches its registry from this machine.
 * Certificates are copied to a place of their own, so that a program which looks for those of the system misses them as
 * it would on a bare machine.
 */
export function insideEnvironment(root) {
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }
  for (const name of proxyNames) if (process.env[name]) env[name] = process.env[name]
  for (const name of npmNames) {
    const value = npmSetting(name)
    if (value) env[`npm_config_${name.replace('-', '_')}`] = value
  }
  for (const name of ['userconfig', 'globalconfig']) {
    const copy = copyIn(root, npmSetting(name), name)
    if (copy) env[`npm_config_${name}`] = copy
  }
  const authority = copyIn(root, npmSetting('cafile'), 'npm-')
  if (authority) env.npm_config_cafile = authority
  const more = copyIn(root, process.env.NODE_EXTRA_CA_CERTS, 'node-')
  if (more) env.NODE_EXTRA_CA_CERTS = more
  return env
}

function npmSetting(name) {
  const value = output('npm', ['config', 'get', name]).trim()
  return ['null', 'undefined', ''].includes(value) ? undefined : value
}

function copyIn(root, path, prefix) {
  if (!path || !existsSync(path)) return undefined
  const inside = join(machineFolder, `${prefix}${basename(path)}`)
  mkdirSync(join(root, machineFolder), { recursive: true })
  copyFileSync(path, join(root, inside))
  return inside
}

function output(command, args) {
  return execFileSync(command, args, {
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString()
}
