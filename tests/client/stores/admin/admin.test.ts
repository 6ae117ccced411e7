import { beforeEach, describe, expect, test, vi } from 'vitest'
import { grace, messageOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeRequest, FakeServer } from '../../support/transport'
import { noNetwork, problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

/** An answer that comes when the test says so. */
function held<T>() {
  let give: (answer: T) => void = () => {}
  const answer = new Promise<T>((resolve) => {
    give = resolve
  })
  return { answer, give: (value: T) => give(value) }
}

describe('a list', () => {
  test('is loaded with its filters, and the next page with the same ones', async () => {
    server.on('GET /api/admin/users', ({ query }) => query?.cursor
      ? { users: [{ id: 2 }] }
      : { users: [{ id: 1 }], cursor: 'next' })
    const users = useAdminUsersStore()
    await users.load({ query: 'a' })
    await users.more()
    await users.more()
    expect(users.items.map(({ id }) => id)).toEqual([1, 2])
    expect(server.requests.map(({ query }) => query)).toEqual([{ query: 'a' }, { query: 'a', cursor: 'next' }])
  })

  test('shows the answer to the latest question only', async () => {
    const [slow, fast] = [held<object>(), held<object>()]
    server.on('GET /api/admin/users', ({ query }) => query?.query === 'a' ? slow.answer : fast.answer)
    const users = useAdminUsersStore()
    const loads = [users.load({ query: 'a' }), users.load({ query: 'ab' })]
    fast.give({ users: [{ id: 2 }] })
    slow.give({ users: [{ id: 1 }] })
    await Promise.all(loads)
    expect(users.items.map(({ id }) => id)).toEqual([2])
    expect(users.pending).toBe(false)
  })

  test('that could not be loaded is not pending any more', async () => {
    server.on('GET /api/admin/users', () => { throw noNetwork() })
    await expect(useAdminUsersStore().load()).rejects.toMatchObject({ code: 'offline' })
    expect(useAdminUsersStore().pending).toBe(false)
  })

  test('of the log brings the names of what it is about; an older server knows none', async () => {
    server.on('GET /api/admin/audit', () => ({ entries: [], users: [grace], rooms: [{ id: 7, name: 'Gone' }] }))
    await useAdminAuditStore().load()
    expect(useUsersStore().byId[grace.id]).toEqual(grace)
    expect(useAdminAuditStore().rooms[7]).toMatchObject({ name: 'Gone' })
    server.on('GET /api/admin/audit', () => ({ entries: [] }))
    await useAdminAuditStore().load()
  })
})

describe('jobs', () => {
  const preview = { filter: { before: 'then' }, count: 3 }
  const job = (state: string) => ({ job: { id: 1, state } })

  test('are begun as they were previewed', async () => {
    server.on('POST /api/admin/jobs/preview', () => ({ preview }))
    server.on('POST /api/admin/jobs', () => job('done'))
    const jobs = useAdminJobsStore()
    await jobs.ask({ kind: 'deletion' })
    await jobs.confirm()
    const [{ body }] = server.requestsOf('POST /api/admin/jobs') as [FakeRequest]
    expect(body).toEqual({ kind: 'deletion', filter: { before: 'then' }, confirm: 3 })
  })

  test('that would touch something else by now are previewed again, and the refusal shows', async () => {
    server.on('POST /api/admin/jobs/preview', () => ({ preview }))
    server.on('POST /api/admin/jobs', () => { throw problem('confirmation_required', 409) })
    const jobs = useAdminJobsStore()
    await jobs.ask({ kind: 'deletion' })
    await expect(jobs.confirm()).rejects.toMatchObject({ code: 'confirmation_required' })
    expect(server.requestsOf('POST /api/admin/jobs/preview')).toHaveLength(2)
    expect(jobs.preview).toMatchObject({ count: 3 })
  })

  test('show the preview of the latest question only', async () => {
    const slow = held<object>()
    const isSlow = ({ body }: FakeRequest) => (body as { kind: string }).kind === 'slow'
    server.on('POST /api/admin/jobs/preview', request => isSlow(request) ? slow.answer : { preview: { count: 2 } })
    const jobs = useAdminJobsStore()
    const first = jobs.ask({ kind: 'slow' })
    await jobs.ask({ kind: 'fast' })
    slow.give({ preview: { count: 1 } })
    await first
    expect(jobs.preview?.count).toBe(2)
  })

  test('are watched until they end, also when a look fails', async () => {
    vi.useFakeTimers()
    server.on('POST /api/admin/jobs/preview', () => ({ preview }))
    server.on('POST /api/admin/jobs', () => job('waiting'))
    server.on('GET /api/admin/jobs/1', () => { throw noNetwork() })
    const jobs = useAdminJobsStore()
    await jobs.ask({})
    await jobs.confirm()
    await vi.advanceTimersByTimeAsync(500)
    expect(jobs.watched?.state).toBe('waiting')
    server.on('GET /api/admin/jobs/1', () => job('done'))
    await vi.advanceTimersByTimeAsync(500)
    expect(jobs.watched?.state).toBe('done')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(server.requestsOf('GET /api/admin/jobs/1')).toHaveLength(2)
  })

  test('that are put aside are not watched any more', async () => {
    vi.useFakeTimers()
    server.on('POST /api/admin/jobs', () => job('running'))
    const jobs = useAdminJobsStore()
    await jobs.confirm()
    jobs.dismiss()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(jobs.watched).toBeUndefined()
    expect(server.requests).toHaveLength(1)
  })
})

describe('messages', () => {
  test('say how far was searched, and lose the one that is deleted', async () => {
    server.on('GET /api/admin/messages', ({ query }) => query?.cursor
      ? { messages: [{ roomId: 2, seq: 1 }] }
      : { messages: [{ roomId: 1, seq: 1 }, { roomId: 1, seq: 2 }], cursor: 'next', searchedTo: '2026-01-01' })
    server.on('DELETE /api/admin/messages/1/1', () => undefined)
    const messages = useAdminMessagesStore()
    await messages.load({ query: 'x' })
    expect(messages.searchedTo).toBe('2026-01-01')
    await messages.more()
    expect(messages.searchedTo).toBeUndefined()
    await messages.remove(1, 1)
    expect(messages.items).toEqual([{ roomId: 1, seq: 2 }, { roomId: 2, seq: 1 }])
  })

  test('are shown with those around them', async () => {
    server.on('GET /api/admin/messages/1/4', () => ({ room: { id: 1 }, messages: [messageOf(4)], users: [grace] }))
    await useAdminMessagesStore().open(1, 4)
    expect(useAdminMessagesStore().context).toMatchObject({ seq: 4, room: { id: 1 }, messages: [{ seq: 4 }] })
  })
})

describe('rooms', () => {
  test('open with their members, page by page, and are read again after each change', async () => {
    server.on('GET /api/admin/rooms/1', () => ({ room: { id: 1, name: 'Lobby' } }))
    server.on('GET /api/admin/rooms/1/members', ({ query }) => query?.cursor
      ? { members: [{ role: 'member' }] }
      : { members: [{ role: 'owner' }], cursor: 'next' })
    server.on('PUT /api/admin/rooms/1/members/2', () => undefined)
    server.on('DELETE /api/admin/rooms/1/members/2', () => undefined)
    const rooms = useAdminRoomsStore()
    await rooms.open(1)
    await rooms.loadMembers(1, rooms.membersCursor)
    expect(rooms.members).toHaveLength(2)
    await rooms.putMember(1, 2, 'moderator')
    expect(rooms.members).toHaveLength(1)
    await rooms.removeMember(1, 2)
    expect(server.requestsOf('GET /api/admin/rooms/1')).toHaveLength(3)
  })
})

describe('users', () => {
  test('open with their sessions, and are read again after each change', async () => {
    server.on('GET /api/admin/users/2', () => ({ user: { id: 2 } }))
    server.on('GET /api/admin/users/2/sessions', () => ({ sessions: [{ id: 's1' }] }))
    server.on('PATCH /api/admin/users/2', () => undefined)
    server.on('DELETE /api/admin/users/2/sessions', () => undefined)
    server.on('DELETE /api/admin/users/2/sessions/s1', () => undefined)
    const users = useAdminUsersStore()
    await users.update(2, { role: 'agent' })
    await users.signOut(2, 's1')
    await users.signOut(2)
    expect(users).toMatchObject({ current: { id: 2 }, sessions: [{ id: 's1' }] })
    expect(server.requestsOf('GET /api/admin/users/2')).toHaveLength(3)
  })
})

describe('reports', () => {
  test('are decided with how many addresses a ban met', async () => {
    server.on('GET /api/admin/reports/1', () => ({ messages: [messageOf(1)], users: [grace] }))
    server.on('PATCH /api/admin/reports/1', () => ({ report: { id: 1 }, bannedAddresses: 2 }))
    const reports = useAdminReportsStore()
    await reports.open(1)
    expect(reports.around[1]?.messages).toHaveLength(1)
    expect(await reports.decide(1, { decision: 'ban', note: '' })).toMatchObject({ bannedAddresses: 2 })
  })
})

describe('settings', () => {
  beforeEach(async () => {
    server.on('GET /api/admin/settings', () => ({ settings: { registration: 'open' } }))
    server.on('GET /api/admin/invitations', () => ({ invitations: [{ id: 1 }] }))
    server.on('GET /api/admin/bans', () => ({ bans: [{ id: 1 }, { id: 2 }] }))
    await useAdminSettingsStore().load()
  })

  test('that are saved show at once, also on this site', async () => {
    server.on('PATCH /api/admin/settings', ({ body }) => ({ settings: body }))
    server.on('GET /api/site', () => ({ site: { brand: { name: 'Agora' } } }))
    await useAdminSettingsStore().save({ registration: 'closed' } as never)
    expect(useAdminSettingsStore().current).toEqual({ registration: 'closed' })
    expect(useSiteStore().current.brand.name).toBe('Agora')
  })

  test('an invitation comes first in the list, and its token is told once', async () => {
    server.on('POST /api/admin/invitations', () => ({ invitation: { id: 2 }, token: 'secret' }))
    expect(await useAdminSettingsStore().invite({ note: '', maxUses: 1, days: 7 })).toBe('secret')
    expect(useAdminSettingsStore().invitations.map(({ id }) => id)).toEqual([2, 1])
  })

  test('a ban that is lifted and an invitation that is revoked are gone', async () => {
    server.on('DELETE /api/admin/bans/1', () => undefined)
    server.on('DELETE /api/admin/invitations/1', () => undefined)
    await useAdminSettingsStore().lift(1)
    expect(useAdminSettingsStore().bans.map(({ id }) => id)).toEqual([2])
    server.on('GET /api/admin/invitations', () => ({ invitations: [] }))
    await useAdminSettingsStore().revoke(1)
    expect(useAdminSettingsStore().invitations).toEqual([])
  })
})

describe('the overview', () => {
  test('compares this browser\'s clock with the server\'s', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-01T00:02:00.000Z') })
    const serverTime = '2026-01-01T00:00:00.000Z'
    server.on('GET /api/admin/doctor', () => ({ checks: [{ id: 'disk', state: 'ok' }], serverTime }))
    await useAdminOverviewStore().examine()
    const clock = { id: 'browser_clock', state: 'warning', value: '120 s', hint: 'apart' }
    expect(useAdminOverviewStore().checks).toMatchObject([{ id: 'disk' }, clock])
    vi.setSystemTime('2026-01-01T00:00:30.000Z')
    await useAdminOverviewStore().examine()
    expect(useAdminOverviewStore().checks.at(-1)).toEqual({ id: 'browser_clock', state: 'ok', value: '30 s' })
  })
})

describe('an export', () => {
  test('is saved when all of it has come; one that breaks off is no file', async () => {
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {})
    server.on('GET /api/admin/audit.csv', () => { throw noNetwork() })
    const saving = useAdminExportStore().save('/api/admin/audit.csv', 'audit.csv')
    await expect(saving).rejects.toMatchObject({ code: 'offline' })
    expect(click).not.toHaveBeenCalled()
    server.on('GET /api/admin/audit.csv', () => new Blob(['a,b']))
    await useAdminExportStore().save('/api/admin/audit.csv', 'audit.csv')
    expect(click).toHaveBeenCalledOnce()
    click.mockRestore()
  })
})
