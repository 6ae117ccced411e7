import { useSessionStore } from '~/stores/account/session'
import { useMessagesStore } from '~/stores/message/messages'
import type { Draft } from '~/utils/draftStorage'
import { DraftStorage, joinTexts, readDraft } from '~/utils/draftStorage'

/** What is being written in each room: kept across reloads, the same in every tab, and only for who wrote it. */
export const useDraftsStore = defineStore('drafts', () => {
  const messages = useMessagesStore()
  const session = useSessionStore()
  const byRoom = ref<Record<number, Draft>>({})
  /** Rooms whose draft the browser could not keep: it would be lost with this tab. */
  const unkept = ref<number[]>([])
  let storage: DraftStorage | undefined
  /** Rooms whose draft was last changed in this tab. */
  const writtenHere = new Set<number>()
  /** Client ids of drafts that have become messages: what another tab still says of them is old. */
  const left = new Set<string>()

  const of = (roomId: number): Draft => byRoom.value[roomId] ?? { body: '' }

  session.whenOver({ close, purge })

  /** Brings back what was kept, after the page's own markup was taken over; what was typed meanwhile stays too. */
  function open(userId: number) {
    close()
    const typedIn = Object.keys(byRoom.value).map(Number)
    storage = new DraftStorage(userId)
    for (const [key, kept] of Object.entries(storage.all())) {
      const roomId = Number(key)
      // It left this browser already: a crash came between the sending and the forgetting.
      if (kept.clientId && messages.has(roomId, kept.clientId)) storage.remove(roomId, kept.clientId)
      else byRoom.value[roomId] = joined(kept, of(roomId))
    }
    typedIn.forEach(keep)
    addEventListener('storage', overheard)
  }

  /** What the browser itself posts is no part of an older draft, and one message with it where the text is the same. */
  function joined(kept: Draft, typed: Draft): Draft {
    const replyTo = typed.replyTo ?? kept.replyTo
    const isOther = typed.body && typed.body !== kept.body
    if (isPostedEarly(typed.body)) return isOther ? kept : { ...kept, replyTo, clientId: typed.clientId }
    return isOther ? { replyTo, body: joinTexts(kept.body, typed.body) } : { ...kept, replyTo }
  }

  /** Forgets in this tab; what is kept stays for its author. */
  function close() {
    if (!storage) return
    removeEventListener('storage', overheard)
    storage = undefined
    byRoom.value = {}
    unkept.value = []
    writtenHere.clear()
    left.clear()
  }

  function purge() {
    storage?.purge()
    close()
  }

  /**
   * Another tab went on with a draft. What it did to an older one comes too late, because `localStorage` is only
   * eventually the same in two tabs: what was written here since stays. A removal says nothing of the draft that is
   * shown here, for the tab that removed may not have seen it yet; `taken` says by client id what has left.
   */
  function overheard({ key, oldValue, newValue }: StorageEvent) {
    const roomId = storage?.roomOf(key)
    if (!roomId) return
    const [here, before, now] = [of(roomId), readDraft(oldValue), readDraft(newValue)]
    if (now?.clientId && left.has(now.clientId)) return
    const wentOn = now && here.body === (before?.body ?? '') && here.replyTo === before?.replyTo
    if (writtenHere.has(roomId) && (here.body || here.replyTo) && !wentOn) return keep(roomId)
    byRoom.value[roomId] = now ?? { body: '' }
    writtenHere.delete(roomId)
  }

  function keep(roomId: number) {
    const draft = byRoom.value[roomId] ?? { body: '' }
    if (draft.body) draft.clientId ??= randomUuid()
    writtenHere.add(roomId)
    const kept = storage?.set(roomId, draft) ?? false
    unkept.value = unkept.value.filter(id => id !== roomId)
    if (storage && !kept && draft.body) unkept.value.push(roomId)
  }

  /** `clientId`: the one with which this very text is perhaps on its way already. */
  function write(roomId: number, body: string, clientId?: string) {
    const { replyTo, body: before, clientId: known } = of(roomId)
    if (body === before && (!clientId || clientId === known)) return
    byRoom.value[roomId] = { body, replyTo, clientId }
    keep(roomId)
  }

  function reply(roomId: number, replyTo?: number) {
    byRoom.value[roomId] = { body: of(roomId).body, replyTo }
    keep(roomId)
  }

  /** The draft leaves the field as a message; the kept copy goes with `taken`. */
  function take(roomId: number, body: string) {
    write(roomId, body)
    const { replyTo, clientId = randomUuid() } = of(roomId)
    byRoom.value[roomId] = { body: '' }
    return { clientId, body, replyTo }
  }

  /** The message is kept elsewhere now, or stored: by this tab or by another one. */
  function taken(roomId: number, clientId: string) {
    left.add(clientId)
    storage?.remove(roomId, clientId)
    unkept.value = unkept.value.filter(id => id !== roomId || of(id).body !== '')
    if (byRoom.value[roomId]?.clientId === clientId) byRoom.value[roomId] = { body: '' }
  }

  return { byRoom, unkept, of, open, close, purge, write, reply, take, taken }
})
