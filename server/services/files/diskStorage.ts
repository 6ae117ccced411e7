import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../core/errors'
import type { FileParts, FileStorage } from './fileStorage'
import { answered } from './storageError'

interface Options {
  folder: string
  /** So much of the disk stays free: the database may be on it, too. */
  reserveBytes: number
}

/**
 * Files in a folder that all nodes see. A file is a folder of its parts, written elsewhere and moved to its place when
 * everything is on the disk: there is all of it, or nothing. What was cut off stays in `incoming` until `tidy`.
 */
export function createDiskStorage({ folder, reserveBytes }: Options): FileStorage {
  const incoming = join(folder, 'incoming')
  const placeOf = (key: string) => join(folder, key.slice(0, 2), key)

  async function store(key: string, parts: FileParts): Promise<void> {
    const draft = await reserve([...parts.values()].reduce((sum, part) => sum + part.length, 0))
    const place = placeOf(key)
    try {
      await mkdir(draft)
      for (const [name, bytes] of parts) await writeFile(join(draft, name), bytes, { flush: true })
      await mkdir(dirname(place), { recursive: true })
      await sync(draft)
      await rename(draft, place)
      await sync(dirname(place))
    }
    catch (error) {
      await rm(draft, { recursive: true, force: true }).catch(() => undefined)
      throw error
    }
  }

  async function reserve(bytes: number): Promise<string> {
    await mkdir(incoming, { recursive: true })
    if (await room() < bytes) throw new AppError('storage_full')
    return join(incoming, randomUUID())
  }

  async function room(): Promise<number> {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize - reserveBytes
  }

  async function probe(): Promise<number> {
    const path = await reserve(0)
    try {
      await writeFile(path, 'probe')
      await readFile(path)
    }
    finally {
      await rm(path, { force: true })
    }
    return room()
  }

  return {
    store: (key, parts) => answered(store(key, parts)),
    read: (key, part) => answered(readFile(join(placeOf(key), part)).catch(undefinedWhenMissing)),
    remove: key => answered(rm(placeOf(key), { recursive: true, force: true })),
    reserve: bytes => answered(reserve(bytes)),
    probe: () => answered(probe()),
    tidy: olderThanMs => forgetOlder(incoming, olderThanMs),
  }
}

async function forgetOlder(incoming: string, olderThanMs: number): Promise<void> {
  for (const name of await readdir(incoming).catch(() => [])) {
    const path = join(incoming, name)
    const age = await stat(path).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0)
    if (age > olderThanMs) await rm(path, { recursive: true, force: true })
  }
}

/** The names in a folder are on the disk only when the folder is. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  }
  finally {
    await handle.close()
  }
}

function undefinedWhenMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
