// A machine whose clock is wrong: every date of this process is off by PLAZA_CLOCK_OFFSET milliseconds.
const offset = Number(process.env.PLAZA_CLOCK_OFFSET)
const RealDate = Date
globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offset)
    else super(...args)
  }

  static now() {
    return RealDate.now() + offset
  }
}
