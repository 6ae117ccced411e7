import { effectScope } from 'vue'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { messageOf } from '../../support/cast'
import { openClient } from '../../support/client'

beforeEach(() => {
  openClient()
})

function timelineOf(...times: string[]) {
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const messages = shallowRef(times.map((createdAt, index) => messageOf(index + 1, { createdAt })))
  return scope.run(() => useMessageTimeline(() => messages.value, () => []))!
}

test('a zone in which the days begin at the same lines renders nothing again', () => {
  const preferences = usePreferencesStore()
  const blocks = timelineOf('2026-03-04T10:00:00.000Z', '2026-03-04T11:00:00.000Z')
  const [before] = blocks.value
  preferences.timeZone = 'Europe/Berlin'
  expect(blocks.value[0]).toBe(before)
})

test('a zone in which a line is of another day moves the day', () => {
  const preferences = usePreferencesStore()
  const blocks = timelineOf('2026-03-04T10:00:00.000Z', '2026-03-04T23:30:00.000Z')
  const [first, second] = blocks.value[0]!.entries
  expect(blocks.value[0]?.days).toEqual({ [first!.key]: '2026-03-04' })
  preferences.timeZone = 'Europe/Berlin'
  expect(blocks.value[0]?.days).toEqual({ [first!.key]: '2026-03-04', [second!.key]: '2026-03-05' })
})
