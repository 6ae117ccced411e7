import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/**
 * A wire between a browser and the server that can be cut. Chromium's own offline mode leaves open WebSockets alone;
 * this does what a broken network does.
 */
export class Proxy {
  readonly origin: string
  /** Refuses upgrades, as some company networks do. */
  blockSockets = false
  readonly #listener: Server
  readonly #open = new Set<Socket>()
  #cut = false

  private constructor(listener: Server) {
    this.#listener = listener
    this.origin = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
  }

  static async to(port: number): Promise<Proxy> {
    const listener = createServer().listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const proxy = new Proxy(listener)
    listener.on('connection', socket => proxy.#carry(socket, port))
    return proxy
  }

  /** Everything that is open breaks, and nothing new comes through. */
  cut(): void {
    this.#cut = true
    for (const socket of this.#open) socket.resetAndDestroy()
  }

  /** Nothing comes through any more, and nobody is told. */
  freeze(): void {
    this.#cut = true
    for (const socket of this.#open) {
      socket.unpipe()
      socket.pause()
    }
  }

  mend(): void {
    this.#cut = false
  }

  async close(): Promise<void> {
    this.cut()
    this.#listener.close()
    await once(this.#listener, 'close')
  }

  #carry(near: Socket, port: number): void {
    near.on('error', () => {})
    if (this.#cut) return void near.resetAndDestroy()
    const far = connect(port, '127.0.0.1')
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      this.#open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        this.#open.delete(socket)
        other.destroy()
      })
    }
    near.on('data', (chunk) => {
      if (this.blockSockets && /^upgrade: websocket/im.test(chunk.toString('latin1'))) {
        return void near.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      }
      far.write(chunk)
    })
    near.on('end', () => far.end())
    far.pipe(near)
  }
}
