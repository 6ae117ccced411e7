import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A wire between the server and its MariaDB on which an answer can get lost. */
export class DatabaseWire {
  readonly url: string
  /**
   * Cuts the connection of the next statement that matches, after MariaDB has done it and before its answer arrives.
   */
  loseAnswerTo: RegExp | undefined
  lost = 0
  /** Every answer takes this long, as from a database in another building. */
  delayMs = 0
  /** Share of the matching statements that are cut: `before` they reach MariaDB, or `during`, while it does them. */
  cuts: { before?: RegExp, during?: RegExp, share: number } | undefined
  /**
   * Rolls the transaction of a connection back just before its `packet`th packet after BEGIN, as a Galera
   * conflict or a proxy that fails over does: neither the server's driver nor its pool notices. Strikes once,
   * where `only` matches that packet.
   */
  loseTransaction: { packet: number, only?: RegExp, meanwhile?: () => Promise<void> } | undefined
  #held: { pattern: RegExp, what: 'statement' | 'answer', reached: () => void, released: Promise<void> } | undefined
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
      let packet = Number.NaN
      let held: Promise<void> | undefined
      near.on('data', async (chunk) => {
        losing ||= this.#matches(chunk)
        if (this.#strikes(this.cuts?.before, chunk)) return void near.destroy()
        packet = isQuery(chunk, /^BEGIN/) ? 0 : packet + 1
        if (this.#losesTransaction(packet, chunk)) await this.#rollBack(far)
        const hold = this.#takeHold(chunk)
        if (hold?.what === 'answer') {
          held = hold.released
          far.once('data', hold.reached)
        }
        else if (hold) {
          hold.reached()
          await hold.released
        }
        if (/(?:COMMIT|ROLLBACK)$/.test(chunk.toString('latin1'))) packet = Number.NaN
        far.write(chunk)
        if (this.#strikes(this.cuts?.during, chunk)) near.destroy()
      })
      far.on('data', async (chunk) => {
        if (losing) return void near.destroy()
        if (held) await held
        if (this.delayMs > 0) await sleep(this.delayMs)
        near.write(chunk)
      })
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

  /** Stops the next statement that matches on its way to MariaDB, or its answer on the way back. */
  hold(pattern: RegExp, what: 'statement' | 'answer' = 'statement'): { reached: Promise<void>, release: () => void } {
    let held!: () => void
    let release!: () => void
    const reached = new Promise<void>(resolve => held = resolve)
    const released = new Promise<void>(resolve => release = resolve)
    this.#held = { pattern, what, reached: held, released }
    return { reached, release }
  }

  close(): void {
    this.#listener.close()
    rmSync(this.#dir, { recursive: true, force: true })
  }

  #strikes(pattern: RegExp | undefined, chunk: Buffer): boolean {
    if (!pattern || !this.cuts || Math.random() > this.cuts.share || !pattern.test(chunk.toString('latin1'))) {
      return false
    }
    this.lost++
    return true
  }

  #takeHold(chunk: Buffer) {
    const held = this.#held
    if (!held?.pattern.test(chunk.toString('latin1'))) return undefined
    this.#held = undefined
    return held
  }

  #losesTransaction(packet: number, chunk: Buffer): boolean {
    const { loseTransaction } = this
    // What ends the transaction by itself does not lose it.
    return loseTransaction?.packet === packet
      && !isQuery(chunk, /^ROLLBACK/)
      && (!loseTransaction.only || loseTransaction.only.test(chunk.toString('latin1')))
  }

  async #rollBack(far: Socket): Promise<void> {
    const { meanwhile } = this.loseTransaction ?? {}
    this.loseTransaction = undefined
    this.lost++
    await rollBack(far)
    await meanwhile?.()
  }

  #matches(chunk: Buffer): boolean {
    if (!this.loseAnswerTo?.test(chunk.toString('latin1'))) return false
    this.loseAnswerTo = undefined
    this.lost++
    return true
  }
}

/** A COM_QUERY whose text is this; the wire knows no other commands. */
function isQuery(chunk: Buffer, text: RegExp): boolean {
  return chunk[4] === 3 && text.test(chunk.toString('latin1', 5, 64))
}

/** Says ROLLBACK in the place of the server; its answer, one OK packet, is for nobody else. */
async function rollBack(far: Socket): Promise<void> {
  const listeners = far.listeners('data') as ((chunk: Buffer) => void)[]
  far.removeAllListeners('data')
  const text = Buffer.from('\x03ROLLBACK')
  far.write(Buffer.concat([Buffer.from([text.length, 0, 0, 0]), text]))
  const [answer] = await once(far, 'data') as [Buffer]
  if (answer[4] !== 0 || answer.length !== answer.readUIntLE(0, 3) + 4) {
    throw new Error(`no OK to ROLLBACK: ${answer.toString('hex')}`)
  }
  for (const listener of listeners) far.on('data', listener)
}
