import { bandSetter } from '../src/core/hedging/band'
import { closedBand } from '../src/core/hedging/band-offsets'
import { exposureColumns } from '../src/core/hedging/exposure-columns'
import type { Strategy } from '../src/core/hedging/strategy'
import { startRng } from '../src/core/rng'
import { settingATraining, trainSettingANetwork } from '../training/studies/setting-a/entries'
import { setting, settingAPaths } from '../training/studies/setting-a/setting'
import { reproduceSettingA } from '../training/studies/setting-a/setting-a'
import { peakRssMiB, type Bench } from './measurement'

/** Nanoseconds to draw the band of a strategy at one state, over all evaluations of a thousand paths. */
const nanosecondsPerBand = (strategy: Strategy, rounds: number): number => {
  const paths = settingAPaths(1000, startRng(1))
  const { gamma, delta } = exposureColumns(paths, setting.vol)
  const setBand = bandSetter(strategy)
  const band = closedBand()
  const { steps } = setting
  const round = (): void => {
    for (let i = 0; i < gamma.length; i++)
      setBand(
        {
          cost: setting.cost,
          fixedCost: 0,
          spot: paths.spot[i + Math.floor(i / steps)],
          gamma: gamma[i],
          centre: delta[i],
          vol: setting.vol,
          nowVol: setting.vol,
          years: paths.years[i % steps],
          variance: 0,
          discount: 1,
          yearsPerSecond: 0,
          posterior: [],
          jumpShare: 0,
          deviation: 0,
        },
        band,
      )
  }
  round()
  const started = performance.now()
  for (let r = 0; r < rounds; r++) round()
  return ((performance.now() - started) * 1e6) / (rounds * gamma.length)
}

/**
 * How long the no-transaction-band network of setting A takes to train, how close to the exact optimum it then prices,
 * and what one band costs.
 */
export const bench: Bench = {
  name: 'train-band-network',
  async run({ short = false } = {}) {
    const size = short ? { steps: 60, paths: 1024 } : settingATraining
    const trained = await trainSettingANetwork(1, undefined, size)
    const { rows } = reproduceSettingA(
      2,
      undefined,
      short ? { batches: 4, paths: 1000 } : { batches: 10, paths: 5000 },
      trained,
    )
    const gaps = [1, 10, 30].map((a) => {
      const row = rows.find((candidate) => candidate.strategy === 'network' && candidate.a === a)
      if (row?.toExact === undefined || row.exact === undefined) throw new Error(`no price of the network at a = ${a}`)
      if (!short && !(row.toExact.ci[1] < 1e-3 * row.exact && row.toZakamouline.ci[1] < 0))
        throw new Error(`a = ${a}: the network's price is ${row.price}, the optimum ${row.exact}`)
      return { a, gap: (100 * row.toExact.value) / row.exact }
    })
    const network: Strategy = { kind: 'network', network: trained.network, riskAversion: 10 }
    const rounds = short ? 2 : 20
    return [
      {
        case: `training, ${size.steps} steps of ${size.paths.toLocaleString('en-US')} paths, five risk aversions`,
        value: trained.seconds,
        unit: 's',
        peakRssMiB: peakRssMiB(),
        ...(!short && { target: { atMost: 180 } }),
      },
      ...gaps.map(({ a, gap }) => ({
        case: `price above the exact optimum, a = ${a}`,
        value: gap,
        unit: '%',
        peakRssMiB: peakRssMiB(),
        ...(!short && { target: { atMost: 0.1 } }),
      })),
      {
        case: 'one band by the network',
        value: nanosecondsPerBand(network, rounds),
        unit: 'ns',
        peakRssMiB: peakRssMiB(),
      },
      {
        case: 'one band by Zakamouline',
        value: nanosecondsPerBand({ kind: 'zakamouline', riskAversion: 10 }, rounds),
        unit: 'ns',
        peakRssMiB: peakRssMiB(),
      },
    ]
  },
}
