import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export const registry = new Registry()
collectDefaultMetrics({ register: registry, prefix: 'plaza_', eventLoopMonitoringPrecision: 20 })

/** A number that only grows. Counting is one addition; the library sees it when somebody reads /metrics. */
class Tally {
  private value = 0

  constructor(name: string, help: string) {
    const read = () => this.value
    new Counter({
      name: `plaza_${name}_total`, help, registers: [registry],
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }

  inc(by = 1): void {
    this.value += by
  }
}

export const metrics = {
  messages: new Tally('messages', 'Messages stored by this node'),
  refused: new Tally('messages_refused', 'Messages answered with an error'),
  deliveries: new Tally('deliveries', 'Messages and other events written to readers of rooms'),
  slowReaders: new Tally('slow_readers_cut', 'Connections closed because their reader took nothing'),
  repairs: new Tally('gaps_repaired', 'Rooms whose readers got something that the bus had lost'),
  pushes: new Tally('pushes', 'Notifications that push services have taken'),
  pushFailures: new Tally('push_failures', 'Notifications that push services have not taken'),
  mails: new Tally('mails', 'E-mails that the SMTP server has taken'),
  mailFailures: new Tally('mail_failures', 'E-mails that the SMTP server has not taken'),
  busLost: new Tally('bus_lost', 'Envelopes to other nodes that were not published'),
  ackSeconds: new Histogram({
    name: 'plaza_ack_seconds', help: 'From a message command to its answer', registers: [registry],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  }),
  batchRows: new Histogram({
    name: 'plaza_batch_messages', help: 'Messages of one transaction', registers: [registry],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
  }),
}

/** A number that is looked up when somebody reads /metrics. */
export function observe(name: string, help: string, read: () => number): void {
  new Gauge({
    name: `plaza_${name}`, help, registers: [registry],
    collect() {
      this.set(read())
    },
  })
}
