import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openEmbedded, type EmbeddedDatabase } from '../../../../src/adapters/database/embedded'
import { openLedger, type PostgresLedger } from '../../../../src/adapters/ledger/open'
import { openRecording, startRecording } from '../../../../src/adapters/recordings'
import { verifyLedger, type Verification } from '../../../../src/app/audit/verify/verify-ledger'
import type { DecisionRecord, Ledger } from '../../../../src/ports/ledger'
import { aStateFolder } from '../../../adapters/queue/state-folder'
import { solverForTests } from '../../../core/hedging/greeks/solver'
import { aReplayConfig, closeRunning, decisionsOfAService, shipped } from './a-service'

const solve = solverForTests()
const home = aStateFolder()
const record = join(home.path, 'recorded')
const config = aReplayConfig({
  ...{ from: '2025-01-06T03:00:00Z', speed: 600, record },
  narrow: { execution: { kind: 'slices', slices: 3, spacing: 40 } },
})
let database: EmbeddedDatabase
let ledger: PostgresLedger

const verified = (over: Partial<Parameters<typeof verifyLedger>[0]> = {}): Promise<Verification> =>
  verifyLedger({ ledger, solve, data: record, registry: undefined, ...over })

/** The ledger with one decision changed. */
const changed = (change: (own: DecisionRecord) => DecisionRecord, portfolio: string, sequence: number): Ledger => ({
  ...ledger,
  decision: async (id, wanted) => {
    const own = await ledger.decision(id, wanted)
    return own && id === portfolio && wanted === sequence ? change(own) : own
  },
})

beforeAll(async () => {
  database = await openEmbedded({ home: home.path, onError: () => undefined })
  ledger = await openLedger({ ...database.connection }, () => undefined)
  await decisionsOfAService(home.path, config, 25)
  await decisionsOfAService(home.path, config, 25)
})
afterAll(async () => {
  await closeRunning()
  await ledger.end()
  await database.close()
  home.remove()
})

test('every decision of a service that recorded and was restarted is reproduced from its recording', async () => {
  const done = await verified()
  expect(done.first).toBeUndefined()
  expect(done).toMatchObject({ portfolios: 2, runs: 2, different: 0 })
  expect(done.decisions).toBeGreaterThanOrEqual(50)
  expect(done.states).toBe(done.decisions)
})

test('they are reproduced from the replayed recording as well, and for a single portfolio', async () => {
  const [all, one] = [await verified({ data: shipped }), await verified({ data: shipped, portfolio: 'wide' })]
  expect(all).toMatchObject({ different: 0, first: undefined })
  expect(one).toMatchObject({ portfolios: 1, different: 0 })
  expect(one.decisions).toBeLessThan(all.decisions)
})

test('a changed figure in a stored market or output is named with its decision and its path', async () => {
  const market = changed(
    (own) =>
      JSON.parse(
        JSON.stringify(own).replace(/"askSize":(\d)/, (_, digit) => `"askSize":${(Number(digit) + 1) % 9}`),
      ) as DecisionRecord,
    'wide',
    3,
  )
  expect(await verified({ ledger: market })).toMatchObject({
    different: 1,
    first: { portfolio: 'wide', sequence: 3, part: 'market', differences: [{ path: 'inputs.markets.0.askSize' }] },
  })
  const output = changed(
    (own) => ({ ...own, outputs: { ...(own.outputs as object), dueAt: own.dueAt + 1 } }),
    'narrow',
    2,
  )
  expect(await verified({ ledger: output })).toMatchObject({
    different: 1,
    first: {
      portfolio: 'narrow',
      sequence: 2,
      part: 'outputs',
      differences: [{ path: 'dueAt' }, { path: 'record.dueAt' }],
    },
  })
})

test('one event that is missing in the recording is reported at the first decision after it', async () => {
  const folder = join(home.path, 'short')
  const instrument = { venue: 'simulated', symbol: 'microstructure' }
  const reader = await openRecording(record)
  const writer = await startRecording(folder, { origin: 'synthetic', title: 'one event short', licence: 'none' })
  let [place, dropped] = [0, 0]
  for await (const events of reader.arrivals(instrument))
    for (const event of events) {
      if (++place === 30 && event.kind !== 'gap') dropped = event.localTimestamp
      else writer.write(instrument, event)
    }
  await writer.commit({ file: 'copy', sha256: '0'.repeat(64), read: place, accepted: place - 1, quarantined: {} })
  await reader.close()
  const done = await verified({ data: folder })
  expect(done.different).toBeGreaterThan(0)
  const { portfolio, sequence, part } = done.first ?? { portfolio: '', sequence: 0, part: undefined }
  expect(part).toBe('market')
  const at = async (number: number) => (await ledger.decision(portfolio, number))?.at ?? -Infinity
  expect(await at(sequence)).toBeGreaterThanOrEqual(dropped)
  if (sequence > 1) expect(await at(sequence - 1)).toBeLessThanOrEqual(dropped)
  rmSync(folder, { recursive: true, force: true })
})
