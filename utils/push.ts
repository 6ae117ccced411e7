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

/** The next person at this browser is shown nothing of the last one's. */
export async function endPushHere(): Promise<void> {
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
