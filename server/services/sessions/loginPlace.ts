import { createHash, randomBytes } from 'node:crypto'
import { and, desc, eq, inArray, lt, lte, notInArray } from 'drizzle-orm'
import { loginPlaces } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'

const keptDays = 180
const keptPlaces = 100

/**
 * Where a log-in comes from: the network's address, and the token that the browser was given when it logged in before.
 */
export interface Place {
  address: string
  device: string | undefined
}

/**
 * A name for the place that this account was logged in from before: of the device, else of the address;
 * undefined for a stranger.
 */
export async function findKnownPlace(
  userId: number, { address, device }: Place,
): Promise<{ place: string, isDevice: boolean } | undefined> {
  const [ofAddress, ofDevice] = [placeOf('address', address), device ? placeOf('device', device) : undefined]
  const rows = await db().select({ place: loginPlaces.place }).from(loginPlaces).where(
    and(eq(loginPlaces.userId, userId), inArray(loginPlaces.place, ofDevice ? [ofAddress, ofDevice] : [ofAddress])),
  )
  const known = new Set(rows.map(row => row.place))
  if (ofDevice && known.has(ofDevice)) return { place: ofDevice, isDevice: true }
  return known.has(ofAddress) ? { place: ofAddress, isDevice: false } : undefined
}

/**
 * Remembers where somebody gave the right password and returns a new token for the browser. The one that it had
 * is of no use any more, also to whoever planted or copied it; other accounts of the browser go over to the new
 * one. Only hashes are stored.
 */
export async function rememberPlace(userId: number, { address, device }: Place): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const place = placeOf('device', token)
  if (device) await replacePlace(placeOf('device', device), place)
  const seenAt = new Date()
  await db().insert(loginPlaces)
    .values([
      { userId, place, seenAt },
      { userId, place: placeOf('address', address), seenAt },
    ])
    .onDuplicateKeyUpdate({ set: { seenAt } })
  await forgetOldest(userId)
  return token
}

/** After a change of password whoever knew the old one is a stranger. The place that it was changed from stays. */
export async function forgetPlaces(userId: number, except?: Place): Promise<void> {
  const kept = except
    ? [placeOf('address', except.address), ...(except.device ? [placeOf('device', except.device)] : [])]
    : []
  await db().delete(loginPlaces)
    .where(and(eq(loginPlaces.userId, userId), kept.length > 0 ? notInArray(loginPlaces.place, kept) : undefined))
}

/** Forgets the places that nobody came from in half a year. */
export async function forgetOldPlaces(): Promise<void> {
  await db().delete(loginPlaces).where(lt(loginPlaces.seenAt, new Date(Date.now() - keptDays * 86_400_000)))
}

async function replacePlace(before: string, after: string): Promise<void> {
  const [known] = await db().select({ userId: loginPlaces.userId }).from(loginPlaces)
    .where(eq(loginPlaces.place, before)).limit(1)
  if (known) await db().update(loginPlaces).set({ place: after }).where(eq(loginPlaces.place, before))
}

/** A client that keeps no cookies is a new device each time. */
async function forgetOldest(userId: number): Promise<void> {
  const [tooOld] = await db().select({ seenAt: loginPlaces.seenAt }).from(loginPlaces)
    .where(eq(loginPlaces.userId, userId)).orderBy(desc(loginPlaces.seenAt)).limit(1).offset(keptPlaces)
  if (tooOld) {
    await db().delete(loginPlaces)
      .where(and(eq(loginPlaces.userId, userId), lte(loginPlaces.seenAt, tooOld.seenAt)))
  }
}

function placeOf(kind: 'address' | 'device', value: string): string {
  return createHash('sha256').update(`${kind} ${value}`).digest('hex')
}

function db() {
  return identityDatabase().queries
}
