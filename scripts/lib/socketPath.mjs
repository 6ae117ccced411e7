import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from './problem.mjs'

// sun_path holds 108 bytes on Linux and 104 on macOS, with the closing zero.
const longest = process.platform === 'darwin' ? 103 : 107

/**
 * Where a unix socket called `name` of the folder `dir` lies: inside it, or, when that path is too long for a
 * socket, in a folder below the system's temporary one that only we can enter. The same answer every time.
 */
export function socketPath(dir, name) {
  const near = join(dir, name)
  if (Buffer.byteLength(near) <= longest) return near
  const hash = createHash('sha256').update(dir).digest('hex').slice(0, 16)
  return join(privateDir(join(tmpdir(), `plaza-${hash}`)), name)
}

function privateDir(path) {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(path)
  // Everyone may write to the temporary folder: a stranger could have made this one first.
  if (uid !== process.getuid() || mode & 0o077) {
    throw new Problem(`${path} belongs to someone else or is open to others. Remove it and try again.`)
  }
  return path
}
