import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { createServer } from 'node:http'

const page = (body: string) => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>${body}</body></html>`

const shop = `<main><h1>Telescopes</h1><p>${'Everything for a clear night. '.repeat(40)}</p>
<p><a href="#more">More</a> <button id="own">Talk to us</button></p></main>`

/**
 * Somebody else's website, on a port of its own. As `localhost` it is of another site than a Plaza on 127.0.0.1: what
 * browsers do to third parties they do to the widget.
 */
export class Site {
  readonly origin: string
  readonly #server: Server
  /** What stands in its pages beside the shop. */
  body = ''
  headers: Record<string, string> = {}

  private constructor(server: Server, host: string) {
    this.#server = server
    this.origin = `http://${host}:${(server.address() as AddressInfo).port}`
  }

  static async open(host = 'localhost'): Promise<Site> {
    const server = createServer()
    await once(server.listen(0), 'listening')
    const site = new Site(server, host)
    server.on('request', (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...site.headers })
      response.end(page(shop + site.body))
    })
    return site
  }

  /** Puts the widget of an inbox into every page. */
  embed(plaza: string, key: string, attributes = '') {
    this.body = `<script async src="${plaza}/widget.js" data-plaza="${key}" ${attributes}></script>`
  }

  async close(): Promise<void> {
    this.#server.close()
    await Promise.resolve()
  }
}
