import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDiskStorage } from '../../server/services/files/diskStorage.ts'
import { toStorageError } from '../../server/services/files/storageError.ts'
import type { FileStorage } from '../../server/services/files/fileStorage.ts'

const key = '0123456789abcdef0123456789abcdef'
const parts = new Map([['64.webp', Buffer.from('small')], ['128.webp', Buffer.from('large')]])
let folder: string
let storage: FileStorage

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plaza-files-'))
  storage = createDiskStorage({ folder, reserveBytes: 0 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('files on a disk', () => {
  test('are there in all their parts, until they are removed', async () => {
    await storage.store(key, parts)
    expect(String(await storage.read(key, '64.webp'))).toBe('small')
    expect(String(await storage.read(key, '128.webp'))).toBe('large')
    expect(await storage.read(key, '256.webp')).toBeUndefined()
    await storage.remove(key)
    await storage.remove(key)
    expect(await storage.read(key, '64.webp')).toBeUndefined()
    expect(readdirSync(join(folder, 'incoming'))).toEqual([])
  })

  test('are there in no part when one of them cannot be written', async () => {
    const broken = new Map([...parts, ['no/such/folder', Buffer.from('x')]])
    await expect(storage.store(key, broken)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await storage.read(key, '64.webp')).toBeUndefined()
    expect(readdirSync(join(folder, 'incoming'))).toEqual([])
  })

  test('leave the room that is not theirs', async () => {
    const narrow = createDiskStorage({ folder, reserveBytes: Number.MAX_SAFE_INTEGER })
    await expect(narrow.store(key, parts)).rejects.toMatchObject({ code: 'storage_full' })
    expect(readdirSync(join(folder, 'incoming'))).toEqual([])
  })

  test('are tried out without a trace; a folder that cannot be written, or is full, says so', async () => {
    expect(await storage.probe()).toBeGreaterThan(0)
    expect(readdirSync(join(folder, 'incoming'))).toEqual([])
    const full = createDiskStorage({ folder, reserveBytes: Number.MAX_SAFE_INTEGER })
    await expect(full.probe()).rejects.toMatchObject({ code: 'storage_full' })
    writeFileSync(join(folder, 'file'), '')
    const broken = createDiskStorage({ folder: join(folder, 'file'), reserveBytes: 0 })
    await expect(broken.probe()).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('what was cut off is forgotten once it is old', async () => {
    const [old, fresh] = [await storage.reserve(1), await storage.reserve(1)]
    for (const path of [old, fresh]) writeFileSync(path, 'half')
    const hourAgo = Date.now() / 1000 - 3600
    utimesSync(old, hourAgo, hourAgo)
    await storage.tidy(60_000)
    expect(readdirSync(join(folder, 'incoming')).map(name => join(folder, 'incoming', name))).toEqual([fresh])
  })
})

test('a full disk has an error of its own', async () => {
  const fault: unknown = await writeFile('/dev/full', 'x').catch((error: unknown) => error)
  expect(toStorageError(fault)).toMatchObject({ code: 'storage_full', status: 507 })
  expect(toStorageError(new Error('anything else'))).toMatchObject({ code: 'unavailable' })
})
