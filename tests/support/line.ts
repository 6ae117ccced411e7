import type { BrowserContext } from '@playwright/test'
import type { ClientCommand } from '../../shared/protocol/command.ts'
import type { ServerEvent } from '../../shared/protocol/event.ts'

type Sent = Extract<ClientCommand, { type: 'message.send' }>

/**
 * A line on which things get lost, for every tab of a browser: what each tab sent is written down, and
 * acks can be withheld.
 */
export class Line {
  /** In the order in which they left the browser, repetitions included. */
  readonly sends: Sent[] = []
  /** The server stores, and neither says so nor shows it to its author. */
  dropAcks = false
  /** Answers each message with this code instead of handing it on, whichever way a tab sends it. */
  refuse: string | undefined

  static async on(context: BrowserContext): Promise<Line> {
    const line = new Line()
    await context.routeWebSocket('**/ws', (near) => {
      const far = near.connectToServer()
      near.onMessage((frame) => {
        const command = JSON.parse(String(frame)) as ClientCommand
        if (command.type !== 'message.send') return far.send(frame)
        line.sends.push(command)
        if (line.refuse) {
          near.send(
            JSON.stringify([
              { type: 'command.failed', clientId: command.clientId, ref: 'message.send', code: line.refuse },
            ]),
          )
        }
        else {
          far.send(frame)
        }
      })
      far.onMessage((frame) => {
        const events = (JSON.parse(String(frame)) as ServerEvent[]).filter(event => line.#passes(event))
        if (events.length) near.send(JSON.stringify(events))
      })
    })
    await context.route('**/api/rooms/*/messages', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      line.sends.push(route.request().postDataJSON() as Sent)
      if (line.refuse) {
        return route.fulfill({
          status: 403, contentType: 'application/problem+json', json: { status: 403, code: line.refuse },
        })
      }
      if (!line.dropAcks) return route.fallback()
      await route.fetch().catch(() => undefined)
      await route.abort()
    })
    return line
  }

  /** How often each text left the browser, and under how many client ids. */
  get idsOf(): Map<string, Set<string>> {
    const ids = new Map<string, Set<string>>()
    for (const { body, clientId } of this.sends) ids.set(body, (ids.get(body) ?? new Set()).add(clientId))
    return ids
  }

  #passes(event: ServerEvent): boolean {
    if (!this.dropAcks) return true
    const own = event.type === 'message.acked' || event.type === 'message.created' || event.type === 'synced'
    return !own
  }
}
