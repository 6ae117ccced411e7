import { measureConnections, measureRestart } from './measureConnections.mjs'
import { measureDoor } from './measureDoor.mjs'
import { measureFeatures } from './measureFeatures.mjs'
import { measureCostlyPages, measureHistory, measureRendering } from './measurePages.mjs'
import { measurePresence } from './measurePresence.mjs'
import { measurePush } from './measurePush.mjs'
import { measureNodes, measureStalled } from './measureReaders.mjs'
import { measureWriter } from './measureWriter.mjs'

/** Everything but the deliveries, in the order of the report. */
export const measures = {
  writer: measureWriter,
  connections: measureConnections,
  restart: measureRestart,
  stalled: measureStalled,
  nodes: measureNodes,
  history: measureHistory,
  rendering: measureRendering,
  costly: measureCostlyPages,
  door: measureDoor,
  features: measureFeatures,
  presence: measurePresence,
  push: measurePush,
}
