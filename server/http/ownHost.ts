import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { AppError } from '../core/errors'
import { config } from '../core/config'
import { log } from '../core/log'

/** Asked by the machines around this one, under whatever name they know it; nobody's own things are there. */
const anyName = /^\/(?:api\/health\/|metrics(?:\?|$))/

let machineNames: Set<string> | undefined
let warned = false

/**
 * Refuses a name that is not ours (`foreign_host`). Without a configured public URL nothing but the Host says who we
 * are, and a page of somebody's own domain can have that domain point here (DNS rebinding): to the browser it is then
 * of one origin with us. So only names count that no stranger can point anywhere: addresses, `localhost`, `.local`
 * (RFC 6762), and those of this machine.
 */
export function assertOwnHost(request: IncomingMessage): void {
  if (config().publicOrigin || anyName.test(request.url ?? '')) return
  const name = nameOf(request.headers.host ?? '')
  if (isAddressOrLocal(name) || (machineNames ??= namesOfMachine()).has(name)) return
  if (!warned) {
    log.warn('asked for under another name; set NUXT_PUBLIC_URL to the address that people type', { host: name })
  }
  warned = true
  throw new AppError('foreign_host', { detail: `set NUXT_PUBLIC_URL to serve ${name}` })
}

/** The host without its port, as it is compared. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}

function isAddressOrLocal(name: string): boolean {
  return isIP(name) !== 0 || /^(?:localhost|.+\.(?:localhost|local))$/.test(name)
}

/** What the machine calls itself, in full and in short, and what its own hosts file calls it. */
function namesOfMachine(): Set<string> {
  const own = hostname().toLowerCase()
  const short = own.split('.', 1)[0] ?? own
  const lines = readHostsFile().map(line => line.replace(/#.*/, '').toLowerCase().trim().split(/\s+/).slice(1))
  return new Set(
    [own, short, ...lines.filter(names => names.includes(own) || names.includes(short)).flat()].filter(Boolean),
  )
}

function readHostsFile(): string[] {
  try {
    return readFileSync('/etc/hosts', 'utf8').split('\n')
  }
  catch {
    return []
  }
}
