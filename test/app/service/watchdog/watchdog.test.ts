import {
  startWatchdog,
  type Watchdog,
  type WatchdogParts,
  type WatchReport,
} from '../../../../src/app/service/watchdog/watchdog'
import { Fault } from '../../../../src/core/error'
import { SECOND } from '../../../../src/core/market/event'
import type { PortfolioState } from '../../../../src/core/portfolio/portfolio'
import type { Alert } from '../../../../src/ports/alert-sink'
import type { PlannedEvaluation } from '../../../../src/ports/heartbeat'
import type { OperatorAction } from '../../../../src/ports/ledger'

const start = 1_700_000_000 * SECOND
const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined }

const aState = (changes: Partial<PortfolioState>): PortfolioState => ({
  id: 'desk',
  epoch: 'abc123',
  sequence: 4,
  mode: 'active',
  modeReason: undefined,
  dueAt: start + 10 * SECOND,
  evaluatedAt: start,
  last: undefined,
  ...changes,
})

/** A watchdog over plain data, which checks only when called. */
const aWatch = (changes: Partial<WatchdogParts> = {}) => {
  const world = {
    now: start,
    states: [aState({})],
    jobs: new Map<string, PlannedEvaluation['state']>([['desk', 'waiting']]),
    calls: [] as string[],
    alerts: [] as Alert[],
    reports: [] as WatchReport[],
    audits: new Map<string, OperatorAction>(),
  }
  const watchdog = startWatchdog({
    portfolios: [{ id: 'desk', maxInterval: 60 }],
    ledger: {
      timetable: async () => world.states,
      auditOnce: async (episode, action) => {
        if (world.audits.has(episode)) return false
        world.audits.set(episode, action)
        return true
      },
    },
    heartbeat: {
      ensure: async (id) => {
        world.calls.push(`ensure ${id}`)
        world.jobs.set(id, 'waiting')
        return true
      },
      pullForward: async (id) => {
        world.calls.push(`pull forward ${id}`)
        return true
      },
      planned: async () => [...world.jobs].map(([id, state]) => ({ id, state, dueAt: undefined })),
    },
    clock: { now: () => world.now },
    alert: (alert) => world.alerts.push(alert),
    log: silent,
    observe: (report) => void world.reports.push(report),
    everyMs: 1_000_000,
    ...changes,
  })
  open.push(watchdog)
  return { world, watchdog }
}

const open: Watchdog[] = []
afterEach(() => Promise.all(open.splice(0).map((watchdog) => watchdog.close())))

describe('watchdog', () => {
  test('leaves alone what is evaluated in time', async () => {
    const { world, watchdog } = aWatch()
    world.now = start + 12 * SECOND
    expect(await watchdog.check()).toEqual({ watched: 1, overdue: 1, late: 2, neglected: [], undecided: [] })
    expect([world.calls, world.alerts]).toEqual([[], []])
    expect(world.reports).toHaveLength(1)
  })

  test('pulls forward a portfolio without an evaluation for two intervals, and alerts once at the start and once at the end', async () => {
    const { world, watchdog } = aWatch()
    world.now = start + 21 * SECOND
    await watchdog.check()
    await watchdog.check()
    expect(world.calls).toEqual(['pull forward desk', 'pull forward desk'])
    expect(world.alerts).toMatchObject([{ severity: 'critical', event: 'portfolio.neglected', portfolio: 'desk' }])
    world.states = [aState({ evaluatedAt: world.now, dueAt: world.now + 10 * SECOND })]
    await watchdog.check()
    expect(world.alerts).toMatchObject([{}, { severity: 'info', event: 'portfolio.attended' }])
    expect(world.calls).toHaveLength(2)
    const audited = [...world.audits].map(([name, { action, portfolio }]) => [name, action, portfolio])
    const episode = `portfolio.neglected desk unattended ${start}`
    expect(audited).toEqual([
      [episode, 'portfolio.neglected', 'desk'],
      [`over: ${episode}`, 'portfolio.attended', 'desk'],
    ])
  })

  test('pulls forward also where the audit does not answer, and alerts once it does', async () => {
    let down = true
    const { world, watchdog } = aWatch({
      ledger: {
        timetable: async () => [aState({})],
        auditOnce: async () => {
          if (down) throw new Fault('unavailable', 'away')
          return true
        },
      },
    })
    world.now = start + 21 * SECOND
    await expect(watchdog.check()).rejects.toThrow('away')
    expect([world.calls, world.alerts]).toEqual([['pull forward desk'], []])
    down = false
    await watchdog.check()
    expect(world.alerts).toHaveLength(1)
  })

  test('raises only a warning for a halted portfolio', async () => {
    const { world, watchdog } = aWatch()
    world.states = [aState({ mode: 'halted' })]
    world.now = start + 21 * SECOND
    await watchdog.check()
    expect(world.alerts).toMatchObject([{ severity: 'warning' }])
  })

  test('adds the job of a portfolio that has none or a failed one, also before its first evaluation', async () => {
    const { world, watchdog } = aWatch({
      portfolios: ['desk', 'new', 'lost'].map((id) => ({ id, maxInterval: 60 })),
    })
    world.jobs = new Map([
      ['desk', 'failed'],
      ['stranger', 'failed'],
    ])
    const { neglected } = await watchdog.check()
    expect(neglected.map(({ id, kind }) => `${id} ${kind}`)).toEqual(['desk failed-job', 'new no-job', 'lost no-job'])
    expect(world.calls).toEqual(['ensure desk', 'ensure new', 'ensure lost'])
    expect((await watchdog.check()).neglected).toEqual([])
    expect(world.alerts.map(({ event }) => event)).toEqual([
      ...Array<string>(3).fill('portfolio.neglected'),
      ...Array<string>(3).fill('portfolio.attended'),
    ])
  })

  test('alerts when ledger or queue do not answer, and when they answer again', async () => {
    let blind = true
    const alerts: string[] = []
    await new Promise<void>((resolve) => {
      aWatch({
        everyMs: 1,
        ledger: {
          timetable: async () => {
            if (blind) throw new Fault('unavailable', 'away')
            return [aState({})]
          },
          auditOnce: async () => true,
        },
        alert: ({ event }) => {
          alerts.push(event)
          blind = false
          if (event === 'watchdog.sees') resolve()
        },
      })
    })
    expect(alerts).toEqual(['watchdog.blind', 'watchdog.sees'])
  })
})
