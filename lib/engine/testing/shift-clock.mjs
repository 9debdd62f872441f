// Preloaded into a worker: moves its clock (Date) an hour ahead at SIGUSR2, and back at the next.
const hour = 3_600_000
const realNow = Date.now.bind(Date)
let shift = 0

class ShiftedDate extends Date {
  constructor(...parts) {
    if (parts.length === 0) super(realNow() + shift)
    else super(...parts)
  }
  static now() {
    return realNow() + shift
  }
}
globalThis.Date = ShiftedDate

process.on('SIGUSR2', () => {
  shift = shift === 0 ? hour : 0
})
