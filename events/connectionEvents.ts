import { limits } from '#shared/limits'
import type { EventOf } from '#shared/protocol/event'
import type { FeatureSet } from '#shared/protocol/feature'
import { useOwnPresenceStore } from '~/stores/account/ownPresence'
import { useSessionStore } from '~/stores/account/session'
import { useSocketStore } from '~/stores/connection/socket'
import { useDeskStore } from '~/stores/desk/desk'
import { useFeaturesStore } from '~/stores/feature/features'
import { useNewsStore } from '~/stores/feature/news'
import { useReadingStore } from '~/stores/room/reading'
import { useRoomsStore } from '~/stores/room/rooms'
import { useConnectionStore } from '~/stores/sync/connection'
import { useRepairStore } from '~/stores/sync/repair'
import { useSyncStore } from '~/stores/sync/sync'
import { useActivityStore } from '~/stores/user/activity'
import { useBlocksStore } from '~/stores/user/blocks'
import { usePresenceStore } from '~/stores/user/presence'

/** What was taken over is confirmed: admins see how many people a change has reached. It may bring news. */
function featureTaker() {
  const features = useFeaturesStore()
  const news = useNewsStore()
  const socket = useSocketStore()

  return ({ version, features: results }: FeatureSet) => {
    features.receive({ version, features: results })
    socket.send({ type: 'features.seen', version })
    news.changed(version)
  }
}

/** A connection, and what comes with it: part of the table in `serverEvents.ts`. */
export function connectionHandlers() {
  const activity = useActivityStore()
  const blocks = useBlocksStore()
  const connection = useConnectionStore()
  const desk = useDeskStore()
  const ownPresence = useOwnPresenceStore()
  const presence = usePresenceStore()
  const reading = useReadingStore()
  const repair = useRepairStore()
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const socket = useSocketStore()
  const sync = useSyncStore()
  const takeFeatures = featureTaker()
  const loadRooms = () => failureOf(rooms.load().then(reading.reconcile))

  async function ready({ user, features, presence: chosen, blocked = [] }: EventOf<'ready'>) {
    // Somebody else logged in with this browser: nothing of this screen is theirs, and nothing on it may be sent as
    // them.
    if (session.user && session.user.id !== user.id) {
      connection.stop()
      return void session.ended()
    }
    const again = socket.greet()
    connection.restored()
    session.become(user)
    if (chosen) ownPresence.receive(chosen)
    blocks.receiveIds(blocked)
    takeFeatures(features)
    activity.restart()
    presence.restart()
    // More rooms than one question takes are loaded at once.
    const load = again || rooms.order.length > limits.sync.rooms
    const complete = load && !await loadRooms()
    if (socket.live) sync.restart({ all: rooms.loaded && !complete })
    // What came to the desk while the page was on its way was not heard either.
    await desk.restart()
    if (rooms.order.length === 0) connection.caughtUp()
  }

  return {
    'ready': (event: EventOf<'ready'>) => void ready(event),
    'synced': (event: EventOf<'synced'>) => {
      repair.synced(event.rooms, event.id)
      if (event.others?.some(id => !rooms.byId[id])) void loadRooms()
      connection.caughtUp()
    },
    'pong': () => {},
    'features.changed': (event: EventOf<'features.changed'>) => takeFeatures(event),
  }
}
