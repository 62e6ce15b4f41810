import { systemClock } from '../../../src/adapters/clock/system-clock'

describe('the system clock', () => {
  it('rises at every call and ignores steps of the wall clock, which it reports once', () => {
    const time = { monotonic: 1_000, wall: 1_000 }
    const jumps: number[] = []
    const clock = systemClock((jump) => jumps.push(jump), {
      monotonic: () => time.monotonic,
      wall: () => time.wall,
    })
    const first = clock.now()
    expect(clock.now()).toBe(first + 1)
    time.monotonic += 10
    time.wall += 10 - 3_600_000
    expect(clock.now()).toBe(first + 10_000)
    time.monotonic += 10
    time.wall += 10
    expect(clock.now()).toBe(first + 20_000)
    expect(jumps).toEqual([-3_600_000])
  })
})
