import { describe, expect, it, vi } from 'vitest'
import type { Message } from '#shared/protocol/message'
import type { CustomerCase } from '#shared/protocol/supportCase'
import { createApi } from '~/utils/api'
import { Cases } from '~/widget/frame/cases'
import { Conversation } from '~/widget/frame/conversation'
import { hear } from '~/widget/frame/hear'
import { linesOf } from '~/widget/frame/timeline'
import type { Visitor } from '~/widget/frame/visitor'
import { fakeServer, problem } from '../support/transport'

const said = (seq: number, fields: Partial<Message> = {}): Message => ({
  roomId: 1, seq, authorId: 2, clientId: `c${seq}`, body: `message ${seq}`, createdAt: '2026-11-22T08:00:00.000Z',
  ...fields,
})
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => said(from + index))

function start(stored: Message[], rev = 0) {
  const server = fakeServer()
  const room = { rev }
  server.on('GET /api/rooms/1', () => ({ room: { ...room } }))
  server.on('GET /api/rooms/1/messages', ({ query }) => {
    const before = Number(query?.before ?? Infinity)
    const all = stored.filter(one => one.seq < before)
    return { messages: all.slice(-5), users: [], hasMore: all.length > 5 }
  })
  const conversation = new Conversation(1, createApi(server.fetch))
  const seqs = () => conversation.messages.value.map(one => one.seq)
  return { server, room, conversation, seqs }
}

describe('the conversation of the widget', () => {
  it('shows its end, and what is older when it is asked for', async () => {
    const { conversation, seqs } = start(range(1, 8))
    await conversation.repair()
    expect(seqs()).toEqual([4, 5, 6, 7, 8])
    await conversation.older()
    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(conversation.hasOlder.value).toBe(false)
  })

  it('takes a message once, whatever way it comes', async () => {
    const { conversation, seqs } = start(range(1, 2))
    await conversation.repair()
    expect([conversation.receive(said(3)), conversation.receive(said(3)), conversation.receive(said(2))])
      .toEqual([true, false, false])
    expect(seqs()).toEqual([1, 2, 3])
  })

  it('fetches what it has missed before a message', async () => {
    const stored = range(1, 2)
    const { conversation, seqs } = start(stored)
    await conversation.repair()
    stored.push(...range(3, 5))
    conversation.receive(said(5))
    await vi.waitFor(() => expect(seqs()).toEqual([1, 2, 3, 4, 5]), { timeout: 10_000 })
  })

  it('asks again until what is missing is there', async () => {
    vi.useFakeTimers()
    const stored = range(1, 1)
    const { server, conversation, seqs } = start(stored)
    await conversation.repair()
    stored.push(...range(2, 3))
    const answer = { room: { rev: 0 } }
    server.on('GET /api/rooms/1', () => { throw problem('busy', 503) })
    conversation.receive(said(3))
    await vi.advanceTimersByTimeAsync(1)
    expect(seqs()).toEqual([1])
    server.on('GET /api/rooms/1', () => answer)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(seqs()).toEqual([1, 2, 3])
  })

  it('leaves no hole where more was missed than a page has', async () => {
    const stored = range(1, 3)
    const { conversation, seqs } = start(stored)
    await conversation.repair()
    stored.push(...range(4, 20))
    await conversation.repair()
    expect(seqs()).toEqual([16, 17, 18, 19, 20])
    expect(conversation.hasOlder.value).toBe(true)
  })

  it('keeps a message deleted, also when an older answer still has it', async () => {
    const { conversation } = start(range(1, 2))
    await conversation.repair()
    conversation.delete(2, 1)
    await conversation.repair()
    expect(conversation.messages.value[1]?.body).toBeNull()
  })

  it('finds out about a deletion that it has missed', async () => {
    const stored = range(1, 2)
    const { room, conversation } = start(stored)
    await conversation.repair()
    stored[0] = said(1, { body: null })
    room.rev = 2
    conversation.moved(2)
    await vi.waitFor(() => expect(conversation.messages.value[0]?.body).toBeNull(), { timeout: 10_000 })
  })
})

describe('who is typing', () => {
  it('is not shown beside a case that is resolved', () => {
    vi.useFakeTimers()
    const { conversation } = start([])
    const cases = new Cases(createApi(fakeServer().fetch))
    cases.put({ id: 7, roomId: 1, state: 'open' } as CustomerCase)
    const widget = { cases, visitor: {} as Visitor, receive: () => true, knownConversation: () => conversation }
    const typed = () => {
      hear(widget, { type: 'room.typing', roomId: 1, userId: 2 })
      return [...conversation.typing.keys()]
    }
    const becomes = (state: 'open' | 'resolved', rev: number) =>
      hear(widget, { type: 'case.state', roomId: 1, caseId: 7, state, rev })
    expect(typed()).toEqual([2])
    becomes('resolved', 1)
    expect([...conversation.typing.keys()]).toEqual([])
    expect(typed()).toEqual([])
    becomes('open', 2)
    expect(typed()).toEqual([2])
  })
})

describe('its lines', () => {
  const unsent = (clientId: string) => ({
    clientId, roomId: 1, body: 'mine', createdAt: '2026-11-22T08:01:00.000Z', state: 'queued' as const,
  })

  it('show a message once that is stored while it still waits', () => {
    const lines = linesOf([said(1, { clientId: 'mine' })], [unsent('mine'), unsent('other')], new Map(), () => true)
    expect(lines.map(({ key, seq }) => [key, seq])).toEqual([['mine', 1], ['other', undefined]])
  })

  it('go together by author within five minutes and a day', () => {
    const later = (seq: number, createdAt: string, authorId = 2) => linesOf(
      [said(1), said(seq, { createdAt, authorId })],
      [], new Map([[2, { id: 2 }], [3, { id: 3 }]] as never), () => false,
    )[1]
    expect(later(2, '2026-11-22T08:04:59.000Z')).toMatchObject({ continued: true, newDay: false })
    expect(later(2, '2026-11-22T08:05:01.000Z')).toMatchObject({ continued: false })
    expect(later(2, '2026-11-22T08:01:00.000Z', 3)).toMatchObject({ continued: false })
    expect(later(2, '2026-11-24T08:01:00.000Z')).toMatchObject({ continued: false, newDay: true })
  })
})
