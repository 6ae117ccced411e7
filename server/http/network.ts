import { subscribe } from 'node:diagnostics_channel'
import { Server as HttpServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import { limits } from '#shared/limits'
import { config } from '../core/config'
import { networkOf } from '../core/address'

/**
 * Node looks for connections that are over their time this often: half a minute by default, twice what
 * the headers have.
 */
const deadlines = { headersTimeout: 15_000, requestTimeout: 60_000, connectionsCheckingInterval: 1_000 }

const perNetwork = new Map<string, number>()

/**
 * Watches over the connections before there is a request. The address of each is asked for once while it is there: Node
 * forgets that of a connection which was reset, but for those who asked before. One whose address is not known is
 * closed, and so is what one network has open beyond its share, where no proxy of ours stands between.
 */
export function watchConnections(): void {
  subscribe('net.server.socket', message => admit((message as { socket: Socket }).socket))
  subscribe('tracing:net.server.listen:asyncStart', setDeadlines)
}

/** True for a call of our own renderer: no connection is behind it, it was checked when its page was asked for. */
export function isOwnRender(request: IncomingMessage): boolean {
  return '__unenv__' in request
}

function admit(socket: Socket): void {
  const { remoteAddress } = socket
  if (remoteAddress === undefined) {
    socket.destroy()
    return
  }
  const { limited, trustedProxies } = config()
  if (!limited || trustedProxies > 0) return
  const network = networkOf(remoteAddress)
  const open = (perNetwork.get(network) ?? 0) + 1
  if (open > limits.connectionsPerNetwork) {
    socket.destroy()
    return
  }
  perNetwork.set(network, open)
  socket.once('close', () => leave(network))
}

function leave(network: string): void {
  const left = (perNetwork.get(network) ?? 1) - 1
  if (left > 0) perNetwork.set(network, left)
  else perNetwork.delete(network)
}

/** The server is Nitro's own, made without options; its watch over the connections begins when it listens. */
function setDeadlines(message: unknown): void {
  const { server } = message as { server: unknown }
  if (server instanceof HttpServer || server instanceof HttpsServer) Object.assign(server, deadlines)
}
