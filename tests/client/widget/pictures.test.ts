import { beforeEach, expect, it, vi } from 'vitest'
import { createApi } from '~/utils/api'
import { Pictures } from '~/widget/frame/pictures'
import { fakeServer, problem } from '../support/transport'

const url = '/api/pictures/0123456789abcdef0123456789abcdef-128.webp'

beforeEach(() => {
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:picture')
})

it('fetches a picture once, and says where it is when it is there', async () => {
  const server = fakeServer()
  const answer = vi.fn(() => new Blob(['x']))
  server.on(`GET ${url}`, answer)
  const pictures = new Pictures(createApi(server.fetch))
  expect([pictures.of(null), pictures.of(undefined), pictures.of(url), pictures.of(url)])
    .toEqual([undefined, undefined, undefined, undefined])
  await vi.waitFor(() => expect(pictures.of(url)).toBe('blob:picture'), { timeout: 10_000 })
  expect(answer).toHaveBeenCalledTimes(1)
})

it('leaves the initials where none comes, and asks again the next time', async () => {
  const server = fakeServer()
  const answer = vi.fn(() => { throw problem('not_found', 404) })
  server.on(`GET ${url}`, answer)
  const pictures = new Pictures(createApi(server.fetch))
  expect(pictures.of(url)).toBeUndefined()
  await vi.waitFor(() => {
    expect(pictures.of(url)).toBeUndefined()
    expect(answer).toHaveBeenCalledTimes(2)
  }, { timeout: 10_000 })
})
