import { beforeEach, expect, test } from 'vitest'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer
let confirmed = false

beforeEach(() => {
  confirmed = false
  server = openClient().server
  server.on('DELETE /api/admin/rooms/1', () => {
    if (!confirmed) throw problem('password_required', 403)
  })
  server.on('POST /api/session/confirmation', () => {
    confirmed = true
  })
})

test('where nobody can be asked the refusal stays', async () => {
  await expect(useAdminRoomsStore().remove(1)).rejects.toMatchObject({ code: 'password_required' })
  useConfirmationStore()
  await expect(useAdminRoomsStore().remove(1)).rejects.toMatchObject({ code: 'password_required' })
})

test('the password is asked for, and the request made again with it', async () => {
  const confirmation = useConfirmationStore()
  confirmation.able = true
  const removal = useAdminRoomsStore().remove(1)
  await expect.poll(() => confirmation.asking).toBe(true)
  await confirmation.confirm('secret')
  await removal
  expect(confirmation.asking).toBe(false)
  expect(server.requestsOf('DELETE /api/admin/rooms/1')).toHaveLength(2)
})

test('who does not give it does not do it', async () => {
  const confirmation = useConfirmationStore()
  confirmation.able = true
  const removal = useAdminRoomsStore().remove(1)
  await expect.poll(() => confirmation.asking).toBe(true)
  confirmation.end(false)
  await expect(removal).rejects.toMatchObject({ code: 'password_required' })
})

test('several requests ask once', async () => {
  const confirmation = useConfirmationStore()
  confirmation.able = true
  const removals = [useAdminRoomsStore().remove(1), useAdminRoomsStore().remove(1)]
  await expect.poll(() => confirmation.asking).toBe(true)
  await confirmation.confirm('secret')
  await Promise.all(removals)
  expect(server.requestsOf('POST /api/session/confirmation')).toHaveLength(1)
})

test('what is no request of a script asks beforehand, but only when it would be refused', async () => {
  const confirmation = useConfirmationStore()
  server.on('GET /api/session/confirmation', () => ({ confirmedUntil: '2026-01-02T03:04:05.678Z' }))
  await confirmation.ensure()
  server.on('GET /api/session/confirmation', () => ({ confirmedUntil: null }))
  await expect(confirmation.ensure()).rejects.toMatchObject({ code: 'password_required' })
  confirmation.able = true
  const ensured = confirmation.ensure()
  await expect.poll(() => confirmation.asking).toBe(true)
  confirmation.end(true)
  await ensured
})
