import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { mariadbUrl, startMariadb, stopMariadb } from '../../scripts/lib/mariadb.mjs'
import { testData } from './paths.ts'
import { within } from './until.ts'

/** A MariaDB of its own, configured as `npm start` does it (full durability), that a test may freeze and kill. */
export class FaultyMariadb {
  readonly url: string
  readonly #dir: string
  #pid = 0
  #exited: Promise<unknown> = Promise.resolve()

  constructor(name: string) {
    this.#dir = join(testData, 'faulty', name)
    this.url = mariadbUrl(this.#dir, undefined)
  }

  /** Begins with an empty data folder. */
  async make(): Promise<void> {
    await stopMariadb(this.#dir)
    rmSync(this.#dir, { recursive: true, force: true })
    await this.start()
  }

  /** Comes back on the same data. */
  async start(): Promise<void> {
    const { pid, exited } = await startMariadb(this.#dir)
    if (!pid) throw new Error('MariaDB did not start')
    this.#pid = pid
    this.#exited = exited
  }

  freeze(): void {
    process.kill(this.#pid, 'SIGSTOP')
  }

  thaw(): void {
    process.kill(this.#pid, 'SIGCONT')
  }

  /** None of its files can take another byte, as on a full disk: InnoDB cannot write its log and gives up. */
  async fillDisk(): Promise<void> {
    execFileSync('prlimit', ['--pid', String(this.#pid), '--fsize=4096:unlimited'])
    await within(20_000, 'MariaDB to give up', this.#exited)
  }

  async kill(): Promise<void> {
    process.kill(this.#pid, 'SIGKILL')
    await within(10_000, 'MariaDB to die', this.#exited)
  }

  async remove(): Promise<void> {
    await stopMariadb(this.#dir)
    rmSync(this.#dir, { recursive: true, force: true })
  }
}
