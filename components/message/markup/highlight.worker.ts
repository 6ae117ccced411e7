import { tokensOf } from './highlight'
import type { Language } from './languages'

addEventListener('message', async ({ data }: MessageEvent<{ id: number, code: string, language: Language }>) => {
  const lines = await tokensOf(data.code, data.language).catch(() => undefined)
  postMessage({ id: data.id, lines })
})
