import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A wire between the server and its MariaDB on which an answer can get lost. */
export class DatabaseWire {
  readonly url: string
  /** Cuts the connection of the next statement that matches, after MariaDB has done it and before its answer arrives. */
  loseAnswerTo: RegExp | undefined
  lost = 0
  /** Share of the matching statements that are cut: `before` they reach MariaDB, or `during`, while it does them. */
  cuts: { before?: RegExp, during?: RegExp, share: number } | undefined
  readonly #dir: string
  readonly #listener

  private constructor(url: string) {
    const address = new URL(url)
    const target = address.searchParams.get('socketPath')
    if (!target) throw new Error(`this wire needs a MariaDB with a socketPath: ${url}`)
    this.#dir = mkdtempSync(join(tmpdir(), 'plaza-wire-'))
    address.searchParams.set('socketPath', join(this.#dir, 'sock'))
    this.url = address.href
    this.#listener = createServer((near) => {
      const far = connect(target)
      let losing = false
      near.on('data', (chunk) => {
        losing ||= this.#matches(chunk)
        if (this.#strikes(this.cuts?.before, chunk)) return void near.destroy()
        far.write(chunk)
        if (this.#strikes(this.cuts?.during, chunk)) near.destroy()
      })
      far.on('data', chunk => losing ? near.destroy() : near.write(chunk))
      for (const [socket, other] of [[near, far], [far, near]] as const) {
        socket.on('error', () => other.destroy())
        socket.on('close', () => other.destroy())
      }
    }).listen(join(this.#dir, 'sock'))
  }

  static async to(url: string): Promise<DatabaseWire> {
    const wire = new DatabaseWire(url)
    await once(wire.#listener, 'listening')
    return wire
  }

  close(): void {
    this.#listener.close()
    rmSync(this.#dir, { recursive: true, force: true })
  }

  #strikes(pattern: RegExp | undefined, chunk: Buffer): boolean {
    if (!pattern || !this.cuts || Math.random() > this.cuts.share || !pattern.test(chunk.toString('latin1'))) return false
    this.lost++
    return true
  }

  #matches(chunk: Buffer): boolean {
    if (!this.loseAnswerTo?.test(chunk.toString('latin1'))) return false
    this.loseAnswerTo = undefined
    this.lost++
    return true
  }
}
