import { nobody } from '../tests/support/cast.ts'
import { startServer } from '../tests/support/server.ts'
import { median, note } from './group.mjs'

const crowd = 200
const reach = 3_000

/**
 * As many people as an event brings, with names alike, who type a name at the same moment and then read what was said.
 */
export async function measureDoor({ rounds }) {
  const server = await startServer({ name: 'bench-door' })
  try {
    const results = []
    for (let round = 0; round <= rounds; round++) {
      const start = performance.now()
      const came = await Promise.all(
        Array.from({ length: crowd }, (_, n) => enter(server, `player${round}x${String(n).padStart(3, '0')}`)),
      )
      const took = performance.now() - start
      const refused = came.filter(status => status !== 200).length
      note(`${crowd} in after ${Math.round(took)} ms, ${refused} of them refused`)
      // The first crowd meets a server that has done nothing yet.
      if (round > 0) results.push({ took, refused })
    }
    const took = median(results.map(result => result.took))
    const refused = results.reduce((sum, result) => sum + result.refused, 0)
    return [
      {
        name: `${crowd} newcomers at once, all in`,
        figure: `${(took / 1000).toFixed(2)} s, ${refused} refused`,
        reach: `≤ ${reach / 1000} s, 0 refused`,
        met: took <= reach && refused === 0,
      },
    ]
  }
  finally {
    await server.stop()
  }
}

/** The status of what went wrong, or of the first page of the square. */
async function enter(server, username) {
  const client = nobody(server)
  const entered = await client.post('/api/guests', { username })
  if (entered.status !== 201) return entered.status
  return (await client.get(`/api/rooms/${entered.body.room.id}/messages`)).status
}
