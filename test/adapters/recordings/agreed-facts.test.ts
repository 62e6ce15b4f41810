import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemTimers } from '../../../src/adapters/clock/system-clock'
import { startRecorder } from '../../../src/adapters/recordings'
import { eventLine } from '../../../src/adapters/recordings/live/journal'
import { readManifest } from '../../../src/adapters/recordings/manifest'
import type { Trade } from '../../../src/core/market/event'
import type { Instrument } from '../../../src/core/market/instrument'
import { instrumentFacts } from '../../../src/core/market/venues/instrument-facts'
import { eventsOf, temporaryFolder } from './folder'

const coin = { venue: 'binance-delivery', symbol: 'BTCUSD_PERP' }
const named = instrumentFacts(coin.venue, coin.symbol)!
const identity = { origin: 'real', title: 'recorded', licence: 'none' } as const
const start = 1_700_000_000_000_000

const aTrade = (number: number): Trade => ({
  ...{ kind: 'trade', timestamp: start + number, localTimestamp: start + number, price: 100, size: 1 },
  aggressor: undefined,
})

/** Records a trade by the facts told; what the recorder says of them. */
const recorded = async (folder: string, told: Instrument, keepsRecorded = false) => {
  const recorder = await startRecorder(folder, {
    ...{ identity, timers: systemTimers, told: { instruments: [told], keepsRecorded, override: '--keep' } },
  })
  recorder.write({ kind: 'event', instrument: coin, event: aTrade(recorder.counts().written) })
  const { notes, recovered, facts } = recorder
  await recorder.close()
  return { notes, recovered, facts: facts(coin) }
}

const stored = async (folder: string) => (await readManifest(folder))?.instruments?.[0]

describe('the facts that a recording goes on with', () => {
  test('are those told, completed by its own; ticks, lots and fees are renewed with a note', async () => {
    const folder = join(temporaryFolder(), 'recording')
    const fees = { maker: 0, taker: 0.001 }
    expect(await recorded(folder, { ...named, tick: 0.5, fees })).toMatchObject({ notes: [], facts: { tick: 0.5 } })
    const { notes } = await recorded(folder, { ...named, tick: 0.1 })
    expect(notes).toEqual(['binance-delivery/BTCUSD_PERP: tick is 0.5 in the recording and 0.1 now: renewed'])
    expect(await stored(folder)).toMatchObject({ tick: 0.1, fees })
  })

  test('are refused before anything is recorded where they contradict it; what a crash left is saved first', async () => {
    const folder = join(temporaryFolder(), 'recording')
    await recorded(folder, named)
    const left = [1, 2, 3].map((i) => eventLine(coin, aTrade(60_000_000 + i)))
    writeFileSync(join(folder, 'live', 'left.ndjson'), left.join(''))
    const other = { ...named, contract: { size: 1_000, unit: 'quote' } } as const
    await expect(recorded(folder, other)).rejects.toThrow(
      `${folder}: binance-delivery/BTCUSD_PERP: contract-size is 100 in the recording and 1000 now; record into a new folder, or go on with the recording's by --keep`,
    )
    expect(readdirSync(join(folder, 'live'))).toEqual([])
    expect((await eventsOf(folder, coin)).filter((event) => 'price' in event)).toHaveLength(4)
    expect(await stored(folder)).toMatchObject({ contract: named.contract })
  })

  test("are the recording's own where they are to be kept, with a note", async () => {
    const folder = join(temporaryFolder(), 'recording')
    await recorded(folder, named)
    const { notes, facts } = await recorded(folder, { ...named, settlement: 'linear' }, true)
    expect(notes).toEqual([
      'binance-delivery/BTCUSD_PERP: settlement is inverse in the recording and linear now: inverse is kept',
    ])
    expect(facts).toEqual(named)
    expect(await stored(folder)).toMatchObject({ settlement: 'inverse' })
  })
})
