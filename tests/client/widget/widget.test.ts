import { expect, test, vi } from 'vitest'
import type { PublicInbox } from '#shared/protocol/supportInbox'
import { Widget } from '~/widget/frame/widget'
import { settled, until } from '../support/client'

test('a first message that is sent before it is known who is here waits for that', async () => {
  const asked = vi.fn((_address: URL) => new Promise<Response>(() => {}))
  vi.stubGlobal('fetch', asked)
  const widget = new Widget({ inbox: { key: 'shop' } as PublicInbox, site: null, texts: {}, language: 'en' })
  const known = Promise.withResolvers<undefined>()
  widget.begun = known.promise
  void widget.start({ text: 'Hello?' })
  await settled()
  expect(asked).not.toHaveBeenCalled()
  known.resolve(undefined)
  await until(() => expect(asked).toHaveBeenCalledOnce())
  expect(asked.mock.calls[0]?.[0].pathname).toBe('/api/support/cases')
})
