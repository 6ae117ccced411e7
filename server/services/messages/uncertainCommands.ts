import type { PostCommand } from './postCommand'

const rememberMs = 60 * 60 * 1000
const rememberAtMost = 50_000

/**
 * Commands whose commit was asked for and not answered. When one turns out to be stored (its repetition finds it), its
 * room has not heard of it yet. Bounded in number and time: whoever missed one sees a hole in `seq` with
 * the next message.
 */
export class UncertainCommands {
  private readonly since = new Map<string, number>()

  add(commands: PostCommand[]): void {
    const now = Date.now()
    for (const command of commands) this.since.set(keyOf(command), now)
    for (const [key, at] of this.since) {
      if (this.since.size <= rememberAtMost && at > now - rememberMs) break
      this.since.delete(key)
    }
  }

  /** True once for a command that was uncertain. */
  take(command: PostCommand): boolean {
    return this.since.size > 0 && this.since.delete(keyOf(command))
  }
}

function keyOf({ author, clientId }: PostCommand): string {
  return `${author.id}:${clientId.toLowerCase()}`
}
