import { describe, expect, test } from 'vitest'
import type { CommandReference } from '../../../server/realtime/commands/failure.ts'
import { CommandError, pushFailure } from '../../../server/realtime/commands/failure.ts'
import { costOf, parseCommand } from '../../../server/realtime/commands/parseCommand.ts'
import { AppError, invalidField } from '../../../server/core/errors.ts'

const clientId = '00000000-0000-4000-8000-000000000001'
const send = { type: 'message.send', roomId: 1, clientId, body: 'hello' }

function refusalOf(text: string): CommandError {
  try {
    parseCommand(text)
  }
  catch (error) {
    if (error instanceof CommandError) return error
    throw error
  }
  throw new Error('the frame was taken')
}

const refused = (frame: unknown) => refusalOf(JSON.stringify(frame))

describe('a frame', () => {
  test('that is a command is read, without what is not in the contract', () => {
    expect(parseCommand(JSON.stringify({ ...send, extra: 1 }))).toEqual(send)
  })

  test.each(['', '{', 'null', '7', '"text"', '[]', '[{"type":"ping"}]'])('%j is no command at all', (text) => {
    expect(refusalOf(text)).toMatchObject({ code: 'bad_json', reference: {} })
  })

  const untyped = [{}, { type: 7 }, { type: 'nonsense' }, { type: 'toString' }, { type: '__proto__' }]
  test.each(untyped)('%j has no known type', (frame) => {
    expect(refused(frame).code).toBe('unknown_type')
  })

  test('with a wrong field names it, and which command it was', () => {
    expect(refused({ ...send, roomId: 0 })).toMatchObject({
      code: 'bad_field', details: { detail: 'roomId' }, reference: { clientId, ref: 'message.send' },
    })
    const cursors = { 1: { seq: -1, rev: 0 } }
    expect(refused({ type: 'sync', cursors }).details.detail).toBe('cursors.1.seq')
  })

  test('is referred to only by short texts of its own', () => {
    expect(refused({ type: 'x'.repeat(64), clientId: 7 }).reference).toEqual({ ref: 'x'.repeat(64) })
    expect(refused({ type: 'x'.repeat(65), clientId: 'c'.repeat(65) }).reference).toEqual({})
  })
})

describe('a command costs', () => {
  const cursorsOf = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [index + 1, { seq: 0, rev: 0 }]))
  const peopleOf = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

  test.each([[0, 1], [1, 2], [10, 2], [11, 3], [500, 51]])('for a sync of %i rooms: %i', (rooms, cost) => {
    expect(costOf({ type: 'sync', cursors: cursorsOf(rooms) })).toBe(cost)
  })

  test.each([[0, 1], [50, 2], [51, 3], [200, 5]])('for looking at %i people: %i', (people, cost) => {
    expect(costOf({ type: 'presence.watch', userIds: peopleOf(people) })).toBe(cost)
  })

  test('one for anything else', () => {
    expect(costOf({ type: 'ping' })).toBe(1)
    expect(costOf({ ...send, type: 'message.send' })).toBe(1)
  })
})

describe('a failure', () => {
  function pushed(error: AppError, reference: CommandReference = {}) {
    const events: unknown[] = []
    pushFailure({ push: (event: unknown) => events.push(event) } as never, error, reference)
    return events
  }

  test('says what failed, and why', () => {
    expect(pushed(new AppError('forbidden', { detail: 'muted' }), { clientId, ref: 'message.send' }))
      .toEqual([{ type: 'command.failed', clientId, ref: 'message.send', code: 'forbidden', detail: 'muted' }])
  })

  test('names the field where there is no other detail', () => {
    expect(pushed(invalidField('body', 'too_long')))
      .toEqual([{ type: 'command.failed', code: 'invalid', detail: 'body' }])
  })

  test('says when to try again, where that makes sense', () => {
    expect(pushed(new AppError('rate_limited', { retryAfter: 3 })))
      .toEqual([{ type: 'command.failed', code: 'rate_limited', retryAfter: 3 }])
    expect(pushed(new AppError('not_found'))).toEqual([{ type: 'command.failed', code: 'not_found' }])
  })
})
