// Plaza's service worker: a page for when there is no network, and notifications. It keeps nothing of anybody: only
// what is the same for all is in its cache.
/** Ends in the hash of what is in it, so that a change reaches every browser (tests/unit/serviceWorker.test.ts). */
const shell = 'shell-ddb7720e'
const offlinePage = '/offline.html'
const offlineScript = '/offline.js'
/** The page without a network shows what people wrote: nothing of that may run, load or lead anywhere. */
const offlinePolicy = 'default-src \'none\'; script-src \'self\'; style-src \'unsafe-inline\'; connect-src \'self\'; '
  + 'base-uri \'none\'; form-action \'none\'; frame-ancestors \'none\''
const icon = '/icons/icon-192.png'
/** What is shown of a push that says nothing. */
const unknown = { title: 'Plaza', body: '', url: '/', tag: 'plaza' }

addEventListener('install', (event) => {
  event.waitUntil(fillShell())
  skipWaiting()
})

addEventListener('activate', event => event.waitUntil(takeOver()))

addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate' && event.request.method === 'GET') event.respondWith(openPage(event))
  else if (new URL(event.request.url).pathname === offlineScript) event.respondWith(openScript(event.request))
})

addEventListener('push', event => event.waitUntil(show(event.data)))

addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.url ?? '/'))
})

addEventListener('pushsubscriptionchange', event => event.waitUntil(renew()))

async function fillShell() {
  const cache = await caches.open(shell)
  await cache.addAll([offlinePage, offlineScript])
}

async function takeOver() {
  const old = (await caches.keys()).filter(name => name !== shell)
  await Promise.all(old.map(name => caches.delete(name)))
  // The page is asked for while this worker starts.
  await registration.navigationPreload?.enable()
  await clients.claim()
}

/** Pages come from the server or not at all: one that is kept would be yesterday's, or another person's. */
async function openPage({ request, preloadResponse }) {
  try {
    return await preloadResponse ?? await fetch(request)
  }
  catch {
    return await openOffline() ?? Response.error()
  }
}

async function openOffline() {
  const kept = await caches.match(offlinePage)
  return kept && new Response(kept.body, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': offlinePolicy },
  })
}

const openScript = async request => await caches.match(offlineScript) ?? fetch(request)

/**
 * Nothing new for who is reading that room right now. Nothing at all of a message when the session is over: a push
 * service keeps what it has for a day, and the device may have been off when it was logged out from elsewhere. A browser
 * wants something to be shown for each push.
 */
async function show(data) {
  const loggedOut = await isLoggedOut()
  if (loggedOut) await endPushes()
  const { title, body, url, tag } = loggedOut ? unknown : read(data)
  const target = new URL(url, location.origin)
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (tag !== 'test' && windows.some(one => one.focused && new URL(one.url).pathname === target.pathname)) return
  await registration.showNotification(title, { body, tag, icon, badge: icon, renotify: true, data: { url } })
  await navigator.setAppBadge?.()
}

function read(data) {
  try {
    return { ...unknown, ...data.json() }
  }
  catch {
    return unknown
  }
}

/** Only when the server says so: without an answer the push is still for whoever it was sent to. */
async function isLoggedOut() {
  const answer = await fetch('/api/session', { signal: AbortSignal.timeout(3_000) }).catch(() => undefined)
  return answer?.status === 401
}

async function endPushes() {
  const subscription = await registration.pushManager.getSubscription().catch(() => undefined)
  await subscription?.unsubscribe().catch(() => undefined)
}

/** At the message, in a window that is open, or in a new one. Only ever a page of this Plaza. */
async function open(url) {
  const target = new URL(url, location.origin)
  if (target.origin !== location.origin) return
  await navigator.clearAppBadge?.()
  const windows = await clients.matchAll({ type: 'window' })
  const [window] = windows.toSorted((one, other) => Number(other.focused) - Number(one.focused))
  if (!window) return clients.openWindow(target.href)
  if (window.url !== target.href) await window.navigate(target.href)
  await window.focus().catch(() => undefined)
}

/** The push service has given this browser another address. */
async function renew() {
  const { publicKey } = await (await fetch('/api/push/key')).json()
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true, applicationServerKey: publicKey,
  })
  await fetch('/api/push/subscriptions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(subscription),
  })
}
