import { exposureColumns } from '../src/core/hedging/exposure-columns'
import { hedge } from '../src/core/hedging/paths'
import { shareValue } from '../src/core/pricing/american'
import { bsmGreeks } from '../src/core/pricing/greeks'
import { emptyGreekColumns, fillGreekColumns } from '../src/core/pricing/greeks-columns'
import { startRng } from '../src/core/rng'
import { fitSmile, lossOf } from '../src/core/surface/fit-smile'
import { pointsOf } from '../src/core/surface/fit-surface'
import { fitGarch } from '../training/baselines/garch'
import { garchLogLikelihood, type GarchParameters } from '../training/baselines/garch-likelihood'
import { causalFeatures, featureStart } from '../training/labels/jump-features'
import { fitJump } from '../training/labels/jump-fit'
import { hardyProcess, simulateRegimes } from '../training/studies/regimes/process'
import { peakRssMiB, type Bench, type Measurement, type Target } from './measurement'
import { askPeer, peerPython } from './peers/environment'
import { someChain } from './some-chain'
import { optionAt, someOptions } from './some-options'

type Timed = { readonly seconds: number }

const row = (name: string, value: number, unit: string, target?: Target): Measurement => ({
  ...{ case: name, value, unit },
  peakRssMiB: peakRssMiB(),
  ...(target !== undefined && { target }),
})

/** Median processor seconds of a task, of 9 calls at least, after a warm-up of 3, as `timing.py` takes the peers'. */
const own = (milliseconds: number, task: () => void): number => {
  for (let warm = 0; warm < 3; warm++) task()
  const taken: number[] = []
  const end = performance.now() + milliseconds
  while (taken.length < 9 || performance.now() < end) {
    const before = process.cpuUsage()
    task()
    const { user, system } = process.cpuUsage(before)
    taken.push((user + system) / 1e6)
  }
  return taken.sort((a, b) => a - b)[taken.length >> 1]
}

/** Largest difference of two columns, over 1 and the size of the entry. */
const worst = (ours: ArrayLike<number>, theirs: ArrayLike<number>): number => {
  let most = 0
  for (let i = 0; i < ours.length; i++) most = Math.max(most, Math.abs(ours[i] - theirs[i]) / (1 + Math.abs(theirs[i])))
  return most
}

const greeks = (short: boolean): readonly Measurement[] => {
  const python = peerPython()
  const count = short ? 2_000 : 50_000
  const options = someOptions(count)
  const plain = Object.fromEntries(Object.entries(options).map(([name, column]) => [name, Array.from(column)]))
  type Answer = Timed & { readonly values: readonly (readonly number[])[] }
  const peer = askPeer<Answer>(python, 'greeks', { ...plain, times: short ? 1 : 5 })
  const out = emptyGreekColumns(count)
  const columns = own(short ? 100 : 1_500, () => fillGreekColumns(options, out))
  const objects = own(short ? 100 : 1_500, () => {
    for (let i = 0; i < count; i++) bsmGreeks(optionAt(options, i))
  })
  const ours = [out.price, out.delta, out.gamma, out.vega, out.theta, out.rho]
  const difference = Math.max(...ours.map((column, i) => worst(column, peer.values[i])))
  if (!(difference < 1e-9)) throw new Error(`Greeks differ from QuantLib's by ${difference}`)
  return [
    row('Greeks, columns', count / columns, 'options/s'),
    row('Greeks, one object at a time', count / objects, 'options/s'),
    row('Greeks, QuantLib from Python, one object at a time', count / peer.seconds, 'options/s'),
    row('Greeks, objects against QuantLib from Python', peer.seconds / objects, 'times', { atLeast: 1 }),
    row('largest difference of price and five Greeks', 1e12 * difference, '1e-12'),
  ]
}

const across = <One, Other>(ones: readonly One[], others: readonly Other[]): readonly (One & Other)[] =>
  ones.flatMap((one) => others.map((other) => ({ ...one, ...other })))

/** Options on a share of 100 over strikes, maturities, rates and yields, and with quarterly or yearly cash. */
const shareOptions = (short: boolean) => {
  const types = [{ type: 'call' as const }, { type: 'put' as const }]
  const strikes = (short ? [100] : [80, 95, 100, 105, 120]).map((strike) => ({ spot: 100, strike }))
  const lives = (short ? [182] : [30, 182, 730]).map((days) => ({ days }))
  const rates = [{ rate: 0 }, { rate: 0.02 }, { rate: 0.08 }]
  const contracts = across(across(types, strikes), across(lives, rates))
  const yields = across([{ dividend: 0 }, { dividend: 0.05 }], [{ vol: 0.15 }, { vol: 0.5 }])
  const quarters = Array.from({ length: 8 }, (_, k) => [20 + 91 * k, 0.8] as const)
  const years = [[100, 4] as const, [465, 4] as const]
  const paid = [quarters, years].map((cash) => ({ cash, dividend: 0, vol: 0.3 }))
  const european = across(contracts.slice(0, short ? 1 : 12), paid).map((one) => ({
    ...one,
    exercise: 'european' as const,
  }))
  const withYield = across(contracts, yields).map((one) => ({ ...one, cash: [] }))
  const american = [...withYield, ...across(contracts, paid)].map((one) => ({ ...one, exercise: 'american' as const }))
  return [...american, ...european].map((one) => ({ ...one, cash: one.cash.filter(([day]) => day < one.days) }))
}

const american = (short: boolean): readonly Measurement[] => {
  const python = peerPython()
  const rows = shareOptions(short)
  type Answer = Timed & {
    readonly values: readonly (readonly [number, number, number | null])[]
    readonly grid: readonly number[]
  }
  const timed = 20
  const peer = askPeer<Answer>(python, 'american', { rows, timed, times: short ? 1 : 3 })
  const ours = rows.map(({ days, cash, ...row }) => ({
    ...row,
    years: days / 365,
    dividends: cash.map(([day, amount]) => ({ years: day / 365, amount })),
  }))
  const values = ours.map(shareValue)
  const price = worst(
    values.map((value) => value.price),
    peer.values.map(([theirs]) => theirs),
  )
  const apart = (of: (i: number) => number): number => Math.max(...values.map((_, i) => of(i)))
  const delta = apart((i) => Math.abs(values[i].delta - peer.values[i][1]))
  const gamma = apart((i) => Math.abs(values[i].gamma - (peer.values[i][2] ?? values[i].gamma)))
  if (!(price < 1e-4)) throw new Error(`American prices differ from QuantLib's by ${price}`)
  const withCash = ours.flatMap((option, i) => (option.dividends.length > 0 ? [i] : [])).slice(0, timed)
  const grid = Math.max(...withCash.map((at, k) => Math.abs(peer.grid[k] - peer.values[at][0])))
  const seconds = own(short ? 10 : 1_500, () => withCash.forEach((i) => shareValue(ours[i]))) / withCash.length
  return [
    row(`options on a share of 100, ${rows.length}: largest difference of price over 1 + price`, 1e6 * price, '1e-6', {
      atMost: 100,
    }),
    row('… of delta', 1e6 * delta, '1e-6'),
    row('… of gamma, with cash dividends', 1e6 * gamma, '1e-6'),
    row('one option with cash dividends', 1e3 * seconds, 'ms'),
    row('the same by QuantLib, 1,000 × 1,000', 1e3 * peer.seconds, 'ms'),
    row('… its own difference from its limit', 1e6 * grid, '1e-6'),
  ]
}

/** Returns of a GARCH(1,1), percent. */
const garchReturns = (length: number): Float64Array => {
  const rng = startRng(3)
  let [variance, square] = [1, 1]
  return Float64Array.from({ length }, () => {
    variance = 0.02 + 0.08 * square + 0.9 * variance
    const shock = Math.sqrt(variance) * rng.normal()
    square = shock * shock
    return 0.03 + shock
  })
}

const garch = (short: boolean): readonly Measurement[] => {
  const python = peerPython()
  const returns = garchReturns(short ? 500 : 5_000)
  const asked = { returns: Array.from(returns), times: short ? 1 : 9 }
  const peer = askPeer<Timed & GarchParameters>(python, 'garch', asked)
  const seconds = own(short ? 100 : 2_000, () => void fitGarch(returns))
  const lead = fitGarch(returns).logLikelihood - garchLogLikelihood(returns, peer)
  if (!(lead > -1e-6)) throw new Error(`the likelihood is ${-lead} below arch's`)
  return [
    row(`GARCH(1,1) by maximum likelihood, ${returns.length} returns`, 1e3 * seconds, 'ms'),
    row('the same by arch', 1e3 * peer.seconds, 'ms'),
    row('… times as fast as arch', peer.seconds / seconds, 'times', { atLeast: 1 }),
    row('log-likelihood above that of arch’s parameters', 1e6 * lead, '1e-6'),
  ]
}

const jumpModel = (short: boolean): readonly Measurement[] => {
  const python = peerPython()
  const { series } = simulateRegimes(hardyProcess, short ? 300 : 2_000, startRng(5))
  const rows = causalFeatures(series.variance, [5, 20, 60], featureStart(series.variance))
  const [states, penalty, starts] = [2, 10, 8]
  const asked = { values: Array.from(rows.values), width: rows.width, states, penalty, starts, times: short ? 1 : 5 }
  type Answer = Timed & { readonly total: number; readonly labels: readonly number[] }
  const peer = askPeer<Answer>(python, 'jump-model', asked)
  const fitted = fitJump(rows, states, penalty, { seed: 7, starts })
  const seconds = own(short ? 100 : 1_500, () => void fitJump(rows, states, penalty, { seed: 7, starts }))
  const above = fitted.total / peer.total - 1
  if (!(above < 1e-6)) throw new Error(`the jump model's loss is ${above} of itself above jumpmodels'`)
  const same = peer.labels.filter((label, t) => label === fitted.states[t]).length / rows.length
  return [
    row(`jump model, ${rows.length} bars, ${starts} starts`, 1e3 * seconds, 'ms'),
    row('the same by jumpmodels', 1e3 * peer.seconds, 'ms'),
    row('loss below that of jumpmodels', -100 * above, '%'),
    row('bars labelled alike', 100 * Math.max(same, 1 - same), '%'),
  ]
}

const STEPS = 30

/**
 * Paths hedged by Whalley and Wilmott's band, Greeks included, beside pfhedge, whose default is single precision. Ours
 * and theirs are measured in turn, three times, so that other work on the machine slows both.
 */
const hedgePaths = (short: boolean): readonly Measurement[] => {
  if (short) {
    process.stderr.write('pfhedge is left out of a short run: its environment holds 5 GB\n')
    return []
  }
  const python = peerPython('pfhedge')
  const [count, shown, vol, cost, riskAversion] = [50_000, 200, 0.2, 1e-3, 10]
  const asked = { paths: count, steps: STEPS, years: STEPS / 365, shown, vol, cost, riskAversion, times: 9 }
  type Run = Timed & { readonly pnl: readonly number[]; readonly spot: readonly number[] }
  type Answer = { readonly single: Run; readonly double: Run }
  const years = Float64Array.from({ length: STEPS }, (_, step) => (STEPS - step) / 365)
  const pnlOf = (spot: Float64Array): Float64Array => {
    const paths = { paths: spot.length / (STEPS + 1), steps: STEPS, spot, years, cost }
    const band = { kind: 'whalley-wilmott', riskAversion, multiplier: 1 } as const
    return hedge(paths, exposureColumns(paths, vol), band, { unwindAtExpiry: false }).pnl
  }
  const [rng, spot] = [startRng(1), new Float64Array(count * (STEPS + 1))]
  for (let at = 0; at < spot.length; at++)
    spot[at] = at % (STEPS + 1) === 0 ? 1 : spot[at - 1] * Math.exp(vol * Math.sqrt(1 / 365) * rng.normal())
  const turns = Array.from({ length: 3 }, () => {
    const { single, double } = askPeer<Answer>(python, 'hedge-paths', asked)
    const difference = worst(pnlOf(Float64Array.from(double.spot)), double.pnl)
    if (!(difference < 1e-8)) throw new Error(`the hedge differs from pfhedge's by ${difference}`)
    return { single: single.seconds, double: double.seconds, ours: own(1_500, () => void pnlOf(spot)) }
  })
  const middle = (of: (turn: (typeof turns)[number]) => number): number =>
    turns.map(of).sort((a, b) => a - b)[turns.length >> 1]
  return [
    row(`Whalley-Wilmott, ${count} paths × ${STEPS}, double precision`, 1e3 * middle(({ ours }) => ours), 'ms'),
    row('the same by pfhedge, single precision', 1e3 * middle(({ single }) => single), 'ms'),
    row('the same by pfhedge, double precision', 1e3 * middle(({ double }) => double), 'ms'),
    row(
      '… times as fast as single precision',
      middle(({ ours, single }) => single / ours),
      'times',
      { atLeast: 2 },
    ),
    row(
      '… times as fast as double precision',
      middle(({ ours, double }) => double / ours),
      'times',
      { atLeast: 2 },
    ),
  ]
}

/** Smiles of a chain without regard to arbitrage, the problem that both solve. */
const smiles = (short: boolean): readonly Measurement[] => {
  const python = peerPython()
  const points = someChain(67).map(({ quotes, years }) => pointsOf(quotes, years))
  const plain = points.map(({ k, variance, weight }) => ({
    ...{ k: Array.from(k), variance: Array.from(variance), weight: Array.from(weight) },
  }))
  const peer = askPeer<Timed & { readonly losses: readonly number[] }>(python, 'smiles', {
    ...{ smiles: plain, times: short ? 1 : 9 },
  })
  const fits = points.map((one) => fitSmile(one))
  const above = fits.map((smile, i) => (smile === undefined ? Infinity : lossOf(smile, points[i]) / peer.losses[i] - 1))
  if (!(Math.max(...above) < 1e-4)) throw new Error(`a smile's loss is ${Math.max(...above)} of scipy's above it`)
  const seconds = own(short ? 100 : 1_500, () => {
    for (const one of points) fitSmile(one)
  })
  return [
    row(`SVI smiles, ${points.length} expiries of ${points[0].k.length} quotes`, 1e3 * seconds, 'ms'),
    row('the same by scipy', 1e3 * peer.seconds, 'ms'),
    row('… times as fast as scipy', peer.seconds / seconds, 'times', { atLeast: 20 }),
    row('largest loss above that of scipy', 100 * Math.max(...above), '%'),
  ]
}

const questions = { greeks, american, smiles, garch, 'jump-model': jumpModel, 'hedge-paths': hedgePaths } as const

/**
 * How do Greeks, American options, SVI smiles, GARCH fits, jump models and hedged paths compare with QuantLib, scipy,
 * arch, jumpmodels and pfhedge, in the same run, in processor time of one core?
 */
export const bench: Bench = {
  name: 'peers',
  parts: Object.keys(questions),
  run: ({ short = false, part } = {}) =>
    Promise.resolve(
      Object.entries(questions).flatMap(([name, ask]) => (part === undefined || part === name ? ask(short) : [])),
    ),
}
