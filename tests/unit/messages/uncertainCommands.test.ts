import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PostCommand } from '../../../server/services/messages/postCommand.ts'
import { UncertainCommands } from '../../../server/services/messages/uncertainCommands.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const command = (clientId: string, authorId = 1) => ({ author: { id: authorId }, clientId }) as PostCommand

test('a command is uncertain once, however its id is written', () => {
  const uncertain = new UncertainCommands()
  uncertain.add([command('ABC')])
  expect(uncertain.take(command('abc'))).toBe(true)
  expect(uncertain.take(command('abc'))).toBe(false)
})

test('another author\'s command is another one', () => {
  const uncertain = new UncertainCommands()
  expect(uncertain.take(command('a'))).toBe(false)
  uncertain.add([command('a', 1)])
  expect(uncertain.take(command('a', 2))).toBe(false)
  expect(uncertain.take(command('a', 1))).toBe(true)
})

test('it is remembered for an hour', () => {
  const uncertain = new UncertainCommands()
  uncertain.add([command('early'), command('also early')])
  vi.advanceTimersByTime(59 * 60_000)
  uncertain.add([command('late')])
  expect(uncertain.take(command('early'))).toBe(true)
  vi.advanceTimersByTime(60_000)
  uncertain.add([command('later')])
  expect(uncertain.take(command('also early'))).toBe(false)
  expect(uncertain.take(command('late'))).toBe(true)
})

test('of more than 50,000 the oldest are forgotten', () => {
  const uncertain = new UncertainCommands()
  uncertain.add(Array.from({ length: 50_002 }, (_, index) => command(`c${index}`)))
  expect(uncertain.take(command('c0'))).toBe(false)
  expect(uncertain.take(command('c1'))).toBe(false)
  expect(uncertain.take(command('c2'))).toBe(true)
  expect(uncertain.take(command('c50001'))).toBe(true)
})
