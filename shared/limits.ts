/** Every bound of the wire contract, in one place; sizes in bytes unless the name says otherwise. */
export const limits = {
  body: { codePoints: 4000 },
  frameBytes: 64 * 1024,
  requestBytes: 64 * 1024,
  /** Of an import of features, by an admin. */
  catalogueBytes: 4 * 1024 * 1024,
  /** Commands of one connection that may wait for their answer; one more is answered `busy`. */
  commandsInFlight: 256,
  connectionsPerUser: 30,
  /** Raw connections of one address (IPv6: one /64), where no proxy of ours stands in front. */
  connectionsPerNetwork: 4096,
  /** Unsent bytes after which a reader is cut off with 1013. */
  unsentBytes: 8 * 1024 * 1024,
  stalledMs: 30_000,
  /** Requests that one connection may have made without an answer: browsers make one at a time. */
  unansweredRequests: 4,
  /** Streams of changes of features: on one node, and of one address of them. */
  featureStreams: 2000,
  featureStreamsPerAddress: 200,
  featureStreamBytes: 16 * 1024,
  /** `cursor` in characters. */
  list: { default: 50, max: 200, cursor: 1200 },
  page: { default: 50, max: 200 },
  sync: { rooms: 500, messages: 200, deletions: 1000, messagesInAll: 2000, charactersInAll: 1024 * 1024 },
  /** `friends` are the people of direct rooms, `text` is in code points. */
  presence: { users: 200, friends: 500, text: 100 },
  /** Who has read how far is told in rooms of so many members. */
  seenMembers: 20,
  /** People whom one message mentions; names that are looked for in it. */
  mentions: { users: 50, names: 400 },
  /** Above this many members only moderators mention everybody. */
  mentionAllMembers: 20,
  /** Unread mentions are counted among so many last messages of a room, and their places listed so far. */
  unreadMentions: { messages: 5000, places: 100 },
  blocks: 1000,
  /** Above this many members a room announces its head count once a second instead of each change. */
  quietMembers: 200,
  /** Devices of a person, characters of the address of one, bytes of what it is sent (RFC 8030: 4,096 encrypted). */
  push: { subscriptions: 10, endpoint: 1000, payloadBytes: 3000 },
  /** What a browser keeps for when there is no network: rooms, and messages of each. */
  offline: { rooms: 20, messages: 50 },
  /** Above this many members only mentions are pushed, unless the person has chosen to hear of everything. */
  busyMembers: 20,
  /**
   * Of an uploaded picture; `pixels` and `side` bound what decoding it takes. `uploads` may arrive at a time on one
   * node, `workMs` is for all sizes of one.
   */
  picture: { bytes: 8 * 1024 * 1024, pixels: 50_000_000, side: 16_000, uploadMs: 30_000, uploads: 16, workMs: 10_000 },
  username: { min: 1, max: 32 },
  displayName: { max: 64 },
  email: { max: 254 },
  password: { min: 8, max: 256 },
  roomName: { max: 80 },
  roomTopic: { max: 500 },
  /** Of inboxes and cases, in code points where it is text; `site` and `externalId` in characters. */
  support: {
    name: 80, sites: 50, site: 200, agents: 200, greeting: 500, spans: 42, label: 40, labels: 20, ratingText: 1000,
    externalId: 200, teams: 50, links: 50, replies: 500, filters: 30, figureDays: 366, address: 2000, language: 35,
    timeZone: 60, draftsPerSecond: 4,
  },
} as const
