import { setResponseHeader } from 'h3'
import { defineOpenHandler } from '../http/handler'
import { assertMayMeasure } from '../http/metricsAccess'
import { registry } from '../core/metrics'

/** `GET /metrics`: for Prometheus, from this machine or with the token; for everybody else it does not exist. */
export default defineOpenHandler(async (event) => {
  assertMayMeasure(event.node.req)
  const text = await registry.metrics()
  setResponseHeader(event, 'content-type', registry.contentType)
  return text
})
