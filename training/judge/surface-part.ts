import { chainSnapshots, openForWork, toldSettlement } from '../../src/adapters/recordings'
import { SECOND, type Timestamp } from '../../src/core/market/event'
import type { InstrumentId } from '../../src/core/market/instrument'
import { medianPrice } from '../../src/core/market/price-guard'
import { startChainSurface, type ChainSurface, type SurfaceReading } from '../../src/core/reading/chain-surface'
import type { ChainTerms } from '../../src/core/surface/chain-quotes'
import type { RecordingReader, Span } from '../../src/ports/recording-store'
import type { RecordingPlots } from '../../src/report/summary'
import {
  fittedSmiles,
  maturityView,
  viewOf,
  type MaturityView,
  type Moved,
  type SurfaceHistory,
  type SurfaceMove,
  type SurfaceScore,
} from '../../src/report/surface-view'
import { chooseOptions } from '../data/side-channels'

/** The bars of `symbol` whose options are asked for, by the name of their chain where one was given. */
export type SurfaceQuery = { readonly data: string; readonly symbol: string; readonly options?: string | undefined }

export type SurfacePart = { readonly score: SurfaceScore; readonly plots: RecordingPlots['surface'] }

/** Constant maturities that are followed through time, days. */
const followedDays = [7, 30]
/** Surfaces of the test part: no more of quotations that never cease, evenly spread. */
const mostSurfaces = 250

/** A surface of its own at a time, by the followed maturities; undefined where it does not reach one. */
type Snapshot = { readonly at: Timestamp; readonly maturities: readonly (MaturityView | undefined)[] }

/** A chain at its last snapshot, with all those before. */
type Followed = {
  readonly at: Timestamp
  readonly settlement: ChainTerms['settlement']
  readonly spot: number | undefined
  readonly reading: SurfaceReading | undefined
  readonly snapshots: readonly Snapshot[]
}

/** Follows a chain through a span; the reason where it cannot be. */
const follow = async (
  reader: RecordingReader,
  instrument: InstrumentId,
  { from, to }: Required<Span>,
): Promise<Followed | string> => {
  const every = Math.max(60 * SECOND, (to - from) / mostSurfaces)
  const snapshots: Snapshot[] = []
  let [surface, settlement]: [ChainSurface?, ChainTerms['settlement']?] = []
  let last: Omit<Followed, 'snapshots' | 'settlement'> | undefined
  for await (const { at, options } of chainSnapshots(reader, instrument, every, { from, to })) {
    settlement ??= toldSettlement(instrument.venue, options)
    if (settlement === undefined) return 'the names of its options do not tell how they settle'
    surface ??= startChainSurface({ settlement, everySeconds: 1 })
    options.forEach(surface.take)
    surface.advance(at)
    const reading = surface.at(at)
    const spot = medianPrice(options.flatMap(({ indexPrice }) => indexPrice ?? []))
    last = { at, spot, reading }
    if (reading?.time !== at) continue
    snapshots.push({ at, maturities: followedDays.map((days) => maturityView(reading.surface, spot, days)) })
  }
  if (last === undefined || settlement === undefined) return 'nothing is quoted in the test part'
  return { ...last, settlement, snapshots }
}

const movedOf = (values: readonly number[]): Moved | undefined =>
  values.length === 0
    ? undefined
    : { first: values[0], last: values[values.length - 1], low: Math.min(...values), high: Math.max(...values) }

const movesOf = (snapshots: readonly Snapshot[]): readonly SurfaceMove[] =>
  followedDays.flatMap((days, i) => {
    const views = snapshots.flatMap(({ maturities }) => maturities[i] ?? [])
    const atMoney = movedOf(views.map((view) => view.atMoney))
    const riskReversal = movedOf(views.flatMap((view) => view.riskReversal ?? []))
    return atMoney === undefined ? [] : [{ days, snapshots: views.length, atMoney, riskReversal }]
  })

const historyOf = (snapshots: readonly Snapshot[]): SurfaceHistory => ({
  time: snapshots.map(({ at }) => at / 1000),
  maturities: followedDays.map((days, i) => ({
    days,
    atMoney: snapshots.map(({ maturities }) => maturities[i]?.atMoney),
    riskReversal: snapshots.map(({ maturities }) => maturities[i]?.riskReversal),
  })),
})

/**
 * The surface of the options that belong to recorded bars, at the last snapshot of a span, and how it moved through it;
 * undefined where the recording has no options.
 */
export const surfacePart = async (
  { data, symbol, options }: SurfaceQuery,
  { from, to }: { readonly from: Timestamp; readonly to: Timestamp },
): Promise<SurfacePart | undefined> => {
  const reader = await openForWork(data)
  try {
    const chain = chooseOptions((await reader.describe()).instruments, symbol, options)
    if (chain === undefined) return undefined
    const instrument = { venue: chain.venue, symbol: chain.symbol }
    const none = (reason: string): SurfacePart => ({ score: { kind: 'none', ...instrument, reason }, plots: undefined })
    const followed = await follow(reader, instrument, { from, to: to + 1 })
    if (typeof followed === 'string') return none(followed)
    const { at, settlement, spot, reading, snapshots } = followed
    if (reading === undefined) return none('no expiry has quotes enough')
    const { expiries, ...view } = viewOf(reading.surface, { expiries: reading.chain, refused: reading.refused }, spot)
    return {
      score: {
        ...{ kind: 'fitted', ...instrument, settlement, at, fittedAt: reading.time, carried: reading.carried },
        ...view,
        expiries: fittedSmiles(reading.surface),
        moves: movesOf(snapshots),
      },
      plots: { quotes: expiries.map(({ points }) => points), history: historyOf(snapshots) },
    }
  } finally {
    await reader.close()
  }
}
