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

const hereKey = 'plaza-push'

/** Which of a person's devices this browser is. */
interface DeviceHere {
  userId: number
  id: number
}

/** What the person in this browser was told when they turned notifications on. */
export function deviceHere(): DeviceHere | undefined {
  const [userId, id] = storedDevice()?.split(':').map(Number) ?? []
  return userId && id ? { userId, id } : undefined
}

export function keepDeviceHere(device: DeviceHere | undefined): void {
  try {
    if (device) localStorage.setItem(hereKey, `${device.userId}:${device.id}`)
    else localStorage.removeItem(hereKey)
  }
  catch {
    // Without it the browser counts as one that nobody has turned on.
  }
}

/** A session may have ended while no page was open: what was for its person is not for whoever comes next. */
export async function endPushOfOthers(userId: number | undefined): Promise<void> {
  const here = deviceHere()
  if (here && here.userId !== userId) await endPushHere()
}

/** The next person at this browser is shown nothing of the last one's. */
export async function endPushHere(): Promise<void> {
  keepDeviceHere(undefined)
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

function storedDevice(): string | null {
  try {
    return localStorage.getItem(hereKey)
  }
  catch {
    return null
  }
}
