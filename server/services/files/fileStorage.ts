/** Where the bytes of files lie. Who may see them is decided before anybody asks here. */
export interface FileStorage {
  /** Stores all parts of a file under a new key, or nothing; when it returns they survive a crash. `storage_full`. */
  store: (key: string, parts: FileParts) => Promise<void>
  /** A part; undefined where there is none. */
  read: (key: string, part: string) => Promise<Buffer | undefined>
  /** Removes all parts; nothing happens where there are none. */
  remove: (key: string) => Promise<void>
  /** A file that no store has finished with, for what is still arriving; `storage_full` without room for so much. */
  reserve: (bytes: number) => Promise<string>
  /** Writes, reads and removes a file of its own; answers how many bytes there are room for. `storage_full`. */
  probe: () => Promise<number>
  /** Forgets what arrived and was never stored, when it is older than this. */
  tidy: (olderThanMs: number) => Promise<void>
}

export type FileParts = ReadonlyMap<string, Uint8Array>
