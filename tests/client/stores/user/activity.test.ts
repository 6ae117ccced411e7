import { beforeEach, expect, test, vi } from 'vitest'
import { openClient } from '../../support/client'

let connected = true
let announced: unknown[] = []

beforeEach(() => {
  vi.useFakeTimers()
  openClient()
  connected = true
  announced = []
  useSocketStore().send = (command) => {
    if (connected) announced.push(command.type === 'presence.activity' && command.active)
    return connected
  }
  useActivityStore()
})

test('a new connection is told whether somebody is here', () => {
  useActivityStore().restart()
  expect(announced).toEqual([true])
  vi.advanceTimersByTime(5 * 60_000)
  useActivityStore().restart()
  expect(announced).toEqual([true, false])
  useActivityStore().noticed()
  expect(announced).toEqual([true, false, true])
})

test('input is announced every half minute at most', () => {
  for (let second = 0; second < 65; second++) {
    useActivityStore().noticed()
    vi.advanceTimersByTime(1_000)
  }
  expect(announced).toEqual([true, true, true])
})

test('what could not be announced is announced with the next input', () => {
  connected = false
  useActivityStore().noticed()
  connected = true
  useActivityStore().noticed()
  useActivityStore().noticed()
  expect(announced).toEqual([true])
})
