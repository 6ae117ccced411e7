import type { IncomingMessage } from 'node:http'
import type { NitroApp } from 'nitropack/types'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { limits } from '#shared/limits'
import type { CheckedSession } from './hub/connection'
import { acceptConnection } from './gateway'
import { checkUpgrade } from './upgradeGuard'

interface UpgradeRequest {
  _req: IncomingMessage
}

/**
 * Puts our own server of `ws` under crossws 0.3: the one it bundles takes 100 MiB messages and falls to
 * floods of fragments (CVE-2026-48779, CVE-2026-62389), has no heartbeat and no order. Every upgrade on every
 * path passes `checkUpgrade`.
 */
export function installSocketServer(nitro: NitroApp): void {
  const sessions = new WeakMap<IncomingMessage, CheckedSession>()
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    maxFragments: 64,
    maxBufferedChunks: 4096,
    perMessageDeflate: false,
    clientTracking: false,
  } as ConstructorParameters<typeof WebSocketServer>[0])
  wss.on('connection', (ws: WebSocket, request: IncomingMessage) => {
    const session = sessions.get(request)
    if (session) acceptConnection(ws, request, session)
    else ws.terminate()
  })
  Object.assign(nitro.h3App.websocket, {
    wss,
    hooks: {
      async upgrade({ _req: request }: UpgradeRequest): Promise<Response | undefined> {
        // A reset while the check runs would otherwise be an uncaught exception.
        request.socket.on('error', () => request.socket.destroy())
        const checked = await checkUpgrade(request)
        if (checked instanceof Response) return checked
        if (request.socket.destroyed) return new Response(null, { status: 503 })
        sessions.set(request, checked)
        return undefined
      },
    },
    // Routes have no hooks of their own; looking for them would cost a promise per message.
    resolve: undefined,
  })
}
