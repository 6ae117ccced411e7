import { describe, expect, test } from 'vitest'
import {
  directSchema, leaveSchema, memberSchema, notificationsSchema, readSchema, roomPatchSchema, roomSchema,
} from '../../../shared/schemas/room.ts'
import { expectRefused, expectTaken, refusals } from '../../support/schema.ts'

describe('rooms', () => {
  const room = { name: 'Garden', visibility: 'public' }

  test('have a name that can be seen and a topic of up to 500 characters', () => {
    for (const visibility of ['open', 'public', 'private']) expectTaken(roomSchema, { ...room, visibility })
    expectTaken(roomSchema, { ...room, name: 'x'.repeat(80), topic: ' '.repeat(9) + '🙂'.repeat(500) })
    expect(roomSchema.parse({ ...room, topic: ' two\nlines ' }).topic).toBe('two\nlines')
    expect(refusals(roomSchema, { ...room, name: '\u200B' })).toEqual(['name: required'])
    expect(refusals(roomSchema, { ...room, topic: 'x'.repeat(501) })).toEqual(['topic: too_long'])
    expect(refusals(roomSchema, { ...room, topic: '\uD800' })).toEqual(['topic: invalid'])
  })

  test('change field by field', () => {
    expect(roomPatchSchema.parse({})).toEqual({})
    expectTaken(roomPatchSchema, { name: 'Garden' }, { topic: '' }, { visibility: 'open' })
    expectRefused(roomPatchSchema, { name: '' }, { visibility: 'secret' })
  })

  test('are left, and refused for the future', () => {
    expect(leaveSchema.parse({})).toEqual({ refuse: [] })
    expect(leaveSchema.parse({ refuse: '' })).toEqual({ refuse: [] })
    expect(leaveSchema.parse({ refuse: 'room,person,' })).toEqual({ refuse: ['room', 'person'] })
    expectRefused(leaveSchema, { refuse: 'everybody' }, { refuse: 'room,'.repeat(9) })
  })

  test('have members with roles, and are read up to a place', () => {
    for (const role of ['owner', 'moderator', 'member', undefined]) expectTaken(memberSchema, { role })
    expectRefused(memberSchema, { role: 'admin' })
    expectTaken(directSchema, { userId: 1 })
    expectRefused(directSchema, {}, { userId: 0 })
    expectTaken(readSchema, { seq: 0 })
    expectRefused(readSchema, {}, { seq: -1 })
  })

  test('tell of all messages, of mentions or of none', () => {
    for (const level of ['all', 'mentions', 'none']) expectTaken(notificationsSchema, { level })
    expectRefused(notificationsSchema, {}, { level: 'some' })
  })
})
