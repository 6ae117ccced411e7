// A clock that a test moves: every date of this process is off by the milliseconds in the file PLAZA_CLOCK_FILE.
const { readFileSync } = require('node:fs')

const RealDate = Date
const offset = () => Number(readFileSync(process.env.PLAZA_CLOCK_FILE, 'utf8'))
globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offset())
    else super(...args)
  }

  static now() {
    return RealDate.now() + offset()
  }
}
