import sharp from 'sharp'
import type { Sharp } from 'sharp'
import type { Answer, Client } from './client.ts'

export interface Picture {
  status: number
  headers: Headers
  bytes: Buffer
}

/** A photograph of nothing: left half red, right half blue. */
export async function photo(width = 300, height = 200): Promise<Sharp> {
  const right = { create: { width: Math.floor(width / 2), height, channels: 3 as const, background: '#0000ff' } }
  const blue = await sharp(right).png().toBuffer()
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } })
    .composite([{ input: blue, gravity: 'east' }])
}

export async function png(width?: number, height?: number): Promise<Buffer> {
  return (await photo(width, height)).png().toBuffer()
}

export function upload(client: Client, path: string, body: Buffer | string, type = 'image/png'): Promise<Answer> {
  return client.ask({ method: 'PUT', path, body, headers: { 'content-type': type } })
}

export async function look(client: Client, url: string | null, headers: Record<string, string> = {}): Promise<Picture> {
  const answer = await fetch(client.origin + url, { headers: { cookie: client.cookie, ...headers } })
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
}

/** What colour the picture has there, by share of its sides; the nearest of black, red, green, blue and white. */
export async function colourAt(bytes: Buffer, x: number, y: number): Promise<string> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  const at = (Math.floor(y * (info.height - 1)) * info.width + Math.floor(x * (info.width - 1))) * info.channels
  const [red = 0, green = 0, blue = 0] = [...data.subarray(at, at + 3)].map(value => value > 127 ? 1 : 0)
  return ['black', 'blue', 'green', 'cyan', 'red', 'magenta', 'yellow', 'white'][red * 4 + green * 2 + blue]!
}
