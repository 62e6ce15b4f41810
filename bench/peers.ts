import { exposureColumns } from '../src/core/hedging/exposure-columns'
import { hedge } from '../src/core/hedging/paths'
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

const questions = { greeks, smiles, garch, 'jump-model': jumpModel, 'hedge-paths': hedgePaths } as const

/**
 * How do Greeks, SVI smiles, GARCH fits, jump models and hedged paths compare with QuantLib, scipy, arch, jumpmodels
 * and pfhedge, in the same run, in processor time of one core?
 */
export const bench: Bench = {
  name: 'peers',
  parts: Object.keys(questions),
  run: ({ short = false, part } = {}) =>
    Promise.resolve(
      Object.entries(questions).flatMap(([name, ask]) => (part === undefined || part === name ? ask(short) : [])),
    ),
}
