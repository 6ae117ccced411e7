import { config } from '../../core/config'
import { createDiskStorage } from './diskStorage'
import type { FileStorage } from './fileStorage'

let driver: FileStorage | undefined

/** Of this process, as it is configured. */
export function storage(): FileStorage {
  driver ??= createDiskStorage({ folder: config().filesPath, reserveBytes: config().filesReserveBytes })
  return driver
}
