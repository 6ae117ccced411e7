import { afterAll, beforeAll, expect, test } from 'vitest'
import { group, member } from '../../support/cast.ts'
import { at } from '../../support/nodes.ts'
import { dueNow, pushesSettled, subscribe } from '../../support/push.ts'
import { PushService } from '../../support/pushService.ts'
import { useNodes } from '../../support/world.ts'

const env: Record<string, string> = {}
let push: PushService

beforeAll(async () => {
  push = await PushService.start()
  env.NUXT_PUSH_HOSTS = push.origin
})
const nodes = useNodes({ name: 'push-nodes', count: 2, redis: 'plain', env })

afterAll(async () => {
  await push.stop()
  expect(push.faults).toEqual([])
})

test('who is connected to another node is not pushed, until that node dies', async () => {
  const [ada, grace, lin] = await Promise.all(['ada', 'grace', 'lin'].map(name => member(nodes.first, name)))
  const devices = { grace: push.device(), lin: push.device() }
  await subscribe(grace!, devices.grace)
  await subscribe(lin!, devices.lin)
  const room = await group(ada!, [grace!, lin!])
  const socket = await at(nodes.last, grace!).connect()
  for (const body of ['one', 'two', 'three']) await ada!.say(room.id, body)
  await push.arrived(devices.lin)
  // What is on its way already would come twice.
  await dueNow(nodes.first, 0)
  await pushesSettled(nodes.first, 60_000)
  expect(push.of(devices.grace)).toEqual([])
  expect(push.of(devices.lin).at(-1)!.payload.seq, 'each once, by one of them').toBe(3)
  const seqs = push.of(devices.lin).map(({ payload }) => payload.seq)
  expect(new Set(seqs).size).toBe(seqs.length)
  await nodes.last.kill()
  await socket.closed
  await ada!.say(room.id, 'is she gone?')
  const [{ payload }] = await push.arrived(devices.grace, 1, 40_000)
  expect(payload.seq).toBe(4)
}, 180_000)
