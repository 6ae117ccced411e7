/** The browser's side of notifications. The service worker is public/sw.js. */
export function canBePushed(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

/** Without it there is no offline page and no notification; a browser may refuse, in a private window for example. */
export async function registerServiceWorker(): Promise<void> {
  await navigator.serviceWorker?.register('/sw.js').catch(() => undefined)
}

export async function currentSubscription(): Promise<PushSubscription | undefined> {
  const registration = await navigator.serviceWorker?.getRegistration()
  return await registration?.pushManager?.getSubscription() ?? undefined
}

/** Asks the person, then subscribes; undefined when they do not allow it. Rejects when the push service is away. */
export async function subscribeHere(publicKey: string): Promise<PushSubscription | undefined> {
  if (await Notification.requestPermission() !== 'granted') return undefined
  await registerServiceWorker()
  const { pushManager } = await navigator.serviceWorker.ready
  // One that was made with another key, before a restore of the databases for example, would be in the way.
  await (await pushManager.getSubscription())?.unsubscribe()
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
}

/** A number on the icon of the installed app, which the service worker can only mark. */
export function showBadge(count: number): void {
  const shown = count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.()
  // Not every browser that has it allows it.
  shown?.catch(() => undefined)
}

/** What was shown of a room that has been read elsewhere, or that one is not in any more, is news no longer. */
export async function closeNotificationsOf(roomIds: number[]): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  for (const roomId of roomIds) {
    for (const notification of await registration?.getNotifications({ tag: `room-${roomId}` }) ?? []) {
      notification.close()
    }
  }
}

const ownerKey = 'plaza-push'

/** Who has turned notifications on in this browser. */
export function pushOwner(): number | undefined {
  try {
    return Number(localStorage.getItem(ownerKey)) || undefined
  }
  catch {
    return undefined
  }
}

export function setPushOwner(userId: number | undefined): void {
  try {
    if (userId) localStorage.setItem(ownerKey, String(userId))
    else localStorage.removeItem(ownerKey)
  }
  catch {
    // Without it the browser counts as one in which nobody has turned them on.
  }
}

/** A session may have ended while no page was open: what was for its person is not for whoever comes next. */
export async function endPushOfOthers(userId: number | undefined): Promise<void> {
  const owner = pushOwner()
  if (owner && owner !== userId) await endPushHere()
}

/** The next person at this browser is shown nothing of the last one's. */
export async function endPushHere(): Promise<void> {
  setPushOwner(undefined)
  try {
    await (await currentSubscription())?.unsubscribe()
    const registration = await navigator.serviceWorker?.getRegistration()
    for (const notification of await registration?.getNotifications() ?? []) notification.close()
    await navigator.clearAppBadge?.()
  }
  catch {
    // The server has removed the device with its session already.
  }
}
