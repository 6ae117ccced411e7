// What the page without a network shows: the last rooms and messages of who was here last, as the app has kept them
// (utils/offlineDatabase.ts), and a field for messages that wait in the outbox (utils/outboxDatabase.ts) until the app
// sends them. It changes nothing of the copy and asks nobody for anything but whether the server is back.
const keptDays = 14
const lookMs = 5_000
const bodyLength = 4_000
const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const roomId = Number(/^\/rooms\/(\d+)\/?$/.exec(location.pathname)?.[1])
const find = id => document.getElementById(id)
const done = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

await show().catch(() => undefined)
addEventListener('online', returnToApp)
setInterval(returnToApp, lookMs)

/** As it is: a database that is not there is not made here. */
function openDatabase(name) {
  const request = indexedDB.open(name)
  request.onupgradeneeded = () => request.transaction.abort()
  return done(request)
}

async function show() {
  const copy = await readCopy()
  if (!copy) return
  const { rooms, about } = copy
  const room = rooms.find(one => one.id === roomId)
  find('copy').hidden = false
  document.body.dataset.view = room ? 'room' : 'rooms'
  find('text').textContent = `As of ${time.format(new Date(about.asOf))}. What you write is sent when you are back.`
  find('rooms').replaceChildren(...rooms.map(one => listed(one, one === room)))
  if (room) await showRoom(room, about.userId)
}

/** Nothing of somebody who has left, and nothing that is too old. */
async function readCopy() {
  const owner = Number(localStorage.getItem('plaza-offline-owner'))
  if (!owner) return undefined
  const database = await openDatabase('plaza-offline')
  const reading = database.transaction(['rooms', 'about'])
  const [rooms, about] = await Promise.all([
    done(reading.objectStore('rooms').getAll()), done(reading.objectStore('about').get('copy')),
  ])
  database.close()
  if (about?.userId !== owner || Date.parse(about.asOf) < Date.now() - keptDays * 86_400_000) return undefined
  return { rooms: rooms.sort((one, other) => one.place - other.place), about }
}

function listed(room, current) {
  const link = element('a', room.name ?? 'Deleted account')
  link.href = `/rooms/${room.id}`
  if (current) link.setAttribute('aria-current', 'page')
  const item = element('li')
  item.append(link)
  return item
}

async function showRoom(room, userId) {
  find('name').textContent = room.name ?? 'Deleted account'
  find('room').hidden = false
  find('messages').replaceChildren(...room.messages.flatMap((message, n) => {
    const hole = n > 0 && message.seq > room.messages[n - 1].seq + 1
    return hole ? [note('Messages in between are not on this device.'), line(message)] : [line(message)]
  }))
  for (const message of await waiting(userId)) find('messages').append(pending(message))
  find('form').addEventListener('submit', event => void write(event, userId))
  find('messages').lastElementChild?.scrollIntoView({ block: 'end' })
}

function line({ author, own, body, createdAt }) {
  const head = element('p', '', 'head')
  const when = element('time', time.format(new Date(createdAt)))
  when.dateTime = createdAt
  head.append(element('bdi', own ? 'You' : author ?? 'Deleted account'), ' ', when)
  const item = element('li')
  item.append(head, element('p', body ?? 'Message deleted', body === null ? 'quiet' : 'body'))
  return item
}

function pending({ body }) {
  const item = element('li')
  item.append(element('p', body, 'body'), element('p', 'Will be sent when the connection is back.', 'quiet'))
  return item
}

const note = text => element('li', text, 'quiet')

function element(name, text = '', className = '') {
  const made = document.createElement(name)
  made.textContent = text
  made.className = className
  return made
}

/** What this person has written in the room and was not sent. */
async function waiting(userId) {
  const database = await openDatabase('plaza-outbox').catch(() => undefined)
  if (!database) return []
  const found = await done(database.transaction('messages').objectStore('messages').index('author').getAll(userId))
  database.close()
  return found.filter(message => message.roomId === roomId)
}

async function write(event, userId) {
  event.preventDefault()
  const field = find('field')
  const body = field.value
  if (!body.trim()) return
  if ([...body].length > bodyLength) return void (find('problem').textContent = 'This message is too long.')
  const message = {
    clientId: crypto.randomUUID(), roomId, authorId: userId, body, createdAt: new Date().toISOString(), state: 'queued',
  }
  try {
    const database = await openDatabase('plaza-outbox')
    await done(database.transaction('messages', 'readwrite').objectStore('messages').add(message))
    database.close()
  }
  catch {
    return void (find('problem').textContent = 'This device could not keep the message.')
  }
  find('problem').textContent = ''
  field.value = ''
  new BroadcastChannel('plaza').postMessage({ type: 'outbox.changed', userId })
  find('messages').append(pending(message))
  find('messages').lastElementChild.scrollIntoView({ block: 'end' })
}

/** The app itself, as soon as it can be had; what is being written is not thrown away for it. */
async function returnToApp() {
  const answer = await fetch('/api/health/live', { cache: 'no-store' }).catch(() => undefined)
  if (!answer?.ok) return
  if (find('field').value.trim()) find('back').hidden = false
  else location.reload()
}
