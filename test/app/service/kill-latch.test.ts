import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSettings } from '../../../src/app/config/settings'
import { startLog } from '../../../src/app/log'
import { withKillLatch } from '../../../src/app/service/kill-latch'
import { Fault } from '../../../src/core/error'
import type { Ledger } from '../../../src/ports/ledger'
import { aStateFolder } from '../../adapters/queue/state-folder'
import { startMemoryLedger } from '../../support/memory-ledger'

const silent = startLog(parseSettings({ BANDSHIFT_LOG: 'silent' }))
const home = aStateFolder()
afterAll(home.remove)

/** A ledger that goes away and comes back. */
const aLedger = () => {
  const own = startMemoryLedger()
  const network = { away: false }
  const through =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (network.away) throw new Fault('unavailable', 'the ledger does not answer')
      return call(...args)
    }
  const { killSwitch, setKillSwitch, audit, standing } = own
  const ledger: Ledger = {
    ...own,
    killSwitch: through(killSwitch),
    setKillSwitch: through(setKillSwitch),
    audit: through(audit),
    standing: through(standing),
  }
  return { own, network, ledger }
}

const engagement = { at: 5, actor: 'ada', action: 'kill-switch.engage', portfolio: undefined, details: {} }
const since = { sent: 0, turnover: 0 }

test('a kill switch that is engaged while the ledger is away counts at once, after a restart, and in the ledger', async () => {
  const { own, network, ledger } = aLedger()
  await own.open('desk', 0, [])
  const service = withKillLatch(ledger, home.path, silent)
  network.away = true
  await service.audit(engagement)
  await service.setKillSwitch(true, 'prices look wrong', 'ada', 5)
  const engaged = { engaged: true, reason: 'prices look wrong', by: 'ada', at: 5 }
  expect(await service.killSwitch()).toEqual(engaged)
  await expect(service.standing('desk', since)).rejects.toThrow('does not answer')

  const restarted = withKillLatch(ledger, home.path, silent)
  expect(await restarted.killSwitch()).toEqual(engaged)
  network.away = false
  expect((await restarted.standing('desk', since)).killSwitch).toEqual(engaged)
  expect(await own.killSwitch()).toEqual(engaged)
  expect(await own.actions({ limit: 9 })).toMatchObject([
    { actor: 'ada', action: 'kill-switch.engage', details: { reason: 'prices look wrong', latched: true } },
  ])
  expect(readdirSync(home.path)).not.toContain('kill-switch.json')
  await restarted.setKillSwitch(false, 'all clear', 'ada', 9)
  expect(await service.killSwitch()).toMatchObject({ engaged: false })
})

test('a release is not latched, and no other action goes unaudited', async () => {
  const { network, ledger } = aLedger()
  const service = withKillLatch(ledger, home.path, silent)
  network.away = true
  await expect(service.setKillSwitch(false, 'all clear', 'ada', 9)).rejects.toThrow('does not answer')
  await expect(service.audit({ ...engagement, action: 'portfolio.halted' })).rejects.toThrow('does not answer')
  await expect(service.killSwitch()).rejects.toThrow('does not answer')
})

test('a damaged latch is an engaged one', async () => {
  const { own, ledger } = aLedger()
  writeFileSync(join(home.path, 'kill-switch.json'), '{')
  expect(await withKillLatch(ledger, home.path, silent).killSwitch()).toMatchObject({ engaged: true, by: 'unknown' })
  expect(await own.killSwitch()).toMatchObject({ engaged: true })
})
