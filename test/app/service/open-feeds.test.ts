import { join } from 'node:path'
import { systemClock, systemTimers } from '../../../src/adapters/clock/system-clock'
import { startRecorder } from '../../../src/adapters/recordings'
import { parseSettings } from '../../../src/app/config/settings'
import { startLog } from '../../../src/app/log'
import { startClosers, type Closers } from '../../../src/app/service/closers'
import { openFeeds } from '../../../src/app/service/open-feeds'
import type { Instrument } from '../../../src/core/market/instrument'
import { instrumentFacts } from '../../../src/core/market/venues/instrument-facts'
import { temporaryFolder } from '../../adapters/recordings/folder'
import { aHandConfig, systemTimes } from '../../support/live/a-hand-rig'
import { aHandFeed, aQuoteAround } from '../../support/live/hand-feed'
import { startMemoryLedger } from '../../support/memory-ledger'

const id = { venue: 'okx', symbol: 'BTC-USD-SWAP' }
const named = instrumentFacts(id.venue, id.symbol)!
const contractsOf = (size: number): Instrument => ({ ...named, contract: { size, unit: 'quote' } })
const clock = systemClock(() => undefined, systemTimes)
const silent = startLog(parseSettings({ BANDSHIFT_LOG: 'silent' }))

let closers: Closers

beforeEach(() => {
  closers = startClosers(silent)
})

afterEach(() => closers.close())

/** The feeds of a service that records into a folder, its venue telling an instrument. */
const opened = (folder: string, told: Instrument, keepFacts = false) => {
  const { feeds, ...config } = aHandConfig()
  return openFeeds({
    config: {
      ...config,
      feeds: [{ ...feeds[0], instruments: ['okx/BTC-USD-SWAP'] } as never],
      record: { folder, keepFacts },
    },
    ...{ isFollowing: true, models: undefined, ledger: startMemoryLedger(), log: silent, closers },
    store: { publish: () => Promise.resolve(), latest: () => Promise.resolve(undefined) } as never,
    alert: () => undefined,
    through: () => aHandFeed(id, clock).feed,
    tell: () => Promise.resolve({ instruments: [told], notes: [] }),
  })
}

/** Amount of a trade of a thousand contracts at 100 as the market counts it, in coins. */
const volumeOf = async (feeds: Awaited<ReturnType<typeof opened>>): Promise<number | undefined> => {
  const at = clock.now()
  const [{ market }] = feeds.markets
  const event = { kind: 'trade', price: 100, size: 1_000, aggressor: undefined } as const
  market.apply({ ...aQuoteAround(100, at), kind: 'quote' })
  market.apply({ ...event, timestamp: at, localTimestamp: at })
  const change = market.apply({ ...aQuoteAround(100, at + 6e7), localTimestamp: at + 6e7 })
  return change.kind === 'bars' ? change.readings[0].bar.volume : undefined
}

const record = async (folder: string, instrument: Instrument): Promise<void> => {
  const recorder = await startRecorder(folder, {
    identity: { origin: 'real', title: 'before', licence: 'none' },
    ...{ timers: systemTimers, told: { instruments: [instrument], override: '' } },
  })
  recorder.write({ kind: 'event', instrument: id, event: aQuoteAround(100, 1_700_000_000_000_000) })
  await recorder.close()
}

describe('the feeds of a service', () => {
  test('are counted by what the venue says its instruments are', async () => {
    const volume = await volumeOf(await opened(join(temporaryFolder(), 'recording'), contractsOf(5)))
    expect(volume).toBeCloseTo(50, 9)
  })

  test('are not opened where the recording says otherwise; or are counted by it where it is to be kept', async () => {
    const folder = join(temporaryFolder(), 'recording')
    await record(folder, contractsOf(100))
    await expect(opened(folder, contractsOf(5))).rejects.toThrow(
      /okx\/BTC-USD-SWAP: contract-size is 100 in the recording and 5 now; .* by 'keepFacts: true' in the section 'record'$/,
    )
    expect(await volumeOf(await opened(folder, contractsOf(5), true))).toBeCloseTo(1_000, 9)
  })
})
