import { beforeEach, expect, test } from 'vitest'
import type { FeatureResult, FeatureSet } from '#shared/protocol/feature'
import { openClient, openTab, readyFor } from '../../support/client'
import { fakeServer } from '../../support/transport'

const set = (version: number, features: Record<string, FeatureResult>): FeatureSet => ({ version, features })
const off: FeatureResult = { value: false, variant: 'off' }
const on: FeatureResult = { value: true, variant: 'on' }

beforeEach(() => {
  openClient()
})

test('until the server has said something, a feature is what the code says', () => {
  const features = useFeaturesStore()
  expect(features.isOn('typing')).toBe(true)
  features.start(set(3, { typing: off }))
  expect(features.isOn('typing')).toBe(false)
  features.receive(set(4, {}))
  expect(features.isOn('typing'), 'a feature that the server does not know').toBe(true)
})

test('a live change applies at once', () => {
  const features = useFeaturesStore()
  features.start(set(1, { a: off }))
  features.receive(set(2, { a: on }))
  expect(features.shown.a).toEqual(on)
  expect(features.version).toBe(2)
})

test('a change for the next navigation waits for it, and the last one counts', () => {
  const features = useFeaturesStore()
  features.start(set(1, { a: { ...off, apply: 'next-navigation' }, b: off }))
  features.receive(set(2, { a: { ...on, apply: 'next-navigation' }, b: off }))
  expect(features.shown.a?.value).toBe(false)
  features.receive(set(3, { a: { ...on, apply: 'next-navigation' }, b: on }))
  expect(features.shown).toMatchObject({ a: { value: false }, b: { value: true } })
  features.navigated()
  expect(features.shown).toMatchObject({ a: { value: true }, b: { value: true } })
})

test('a change for the next session waits for the next load', () => {
  const features = useFeaturesStore()
  features.start(set(1, { a: { ...off, apply: 'next-session' } }))
  features.receive(set(2, { a: { ...on, apply: 'next-session' } }))
  features.navigated()
  expect(features.shown.a?.value).toBe(false)
  features.start(set(2, { a: { ...on, apply: 'next-session' } }))
  expect(features.shown.a?.value).toBe(true)
})

test('what is gone from the set goes as it would have changed', () => {
  const features = useFeaturesStore()
  features.start(set(1, { live: on, later: { ...on, apply: 'next-session' } }))
  features.receive(set(2, {}))
  expect(features.shown).toEqual({ later: { ...on, apply: 'next-session' } })
})

test('an older set is late and changes nothing', () => {
  const features = useFeaturesStore()
  features.start(set(5, { a: on }))
  features.receive(set(4, { a: off }))
  expect(features.shown.a).toEqual(on)
})

test('names of an object\'s own are features like others', () => {
  const features = useFeaturesStore()
  features.start(set(1, { constructor: on }))
  features.receive(set(2, { constructor: off, toString: on }))
  expect(features.shown.constructor).toEqual(off)
  expect(Object.keys(features.shown).sort()).toEqual(['constructor', 'toString'])
})

test('what a socket brings is taken over and confirmed', async () => {
  const server = fakeServer()
  await openTab()
  useConnectionStore().start()
  const { socket } = server
  socket.accept()
  socket.emit({ ...readyFor(), features: set(7, { typing: on }) })
  socket.emit({ type: 'features.changed', ...set(8, { typing: off }) })
  expect(useFeaturesStore().isOn('typing')).toBe(false)
  expect(socket.commands('features.seen').map(command => command.version)).toEqual([7, 8])
})
