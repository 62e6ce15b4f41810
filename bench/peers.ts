import { bsmGreeks } from '../src/core/pricing/greeks'
import { emptyGreekColumns, fillGreekColumns } from '../src/core/pricing/greeks-columns'
import { startRng } from '../src/core/rng'
import { fitGarch } from '../training/baselines/garch'
import { garchLogLikelihood, type GarchParameters } from '../training/baselines/garch-likelihood'
import { causalFeatures, featureStart } from '../training/labels/jump-features'
import { fitJump } from '../training/labels/jump-fit'
import { hardyProcess, simulateRegimes } from '../training/studies/regimes/process'
import { peakRssMiB, taskTimes, type Bench, type Measurement } from './measurement'
import { askPeer, peerPython } from './peers/environment'
import { optionAt, someOptions } from './some-options'

type Timed = { readonly seconds: number }

const row = (name: string, value: number, unit: string): Measurement => ({
  ...{ case: name, value, unit },
  peakRssMiB: peakRssMiB(),
})

const own = async (milliseconds: number, task: () => void): Promise<number> =>
  (await taskTimes(milliseconds, { task })).task.p50 / 1_000

/** Largest difference of two columns, over 1 and the size of the entry. */
const worst = (ours: ArrayLike<number>, theirs: ArrayLike<number>): number => {
  let most = 0
  for (let i = 0; i < ours.length; i++) most = Math.max(most, Math.abs(ours[i] - theirs[i]) / (1 + Math.abs(theirs[i])))
  return most
}

const greeks = async (python: string, short: boolean): Promise<readonly Measurement[]> => {
  const count = short ? 2_000 : 50_000
  const options = someOptions(count)
  const plain = Object.fromEntries(Object.entries(options).map(([name, column]) => [name, Array.from(column)]))
  type Answer = Timed & { readonly values: readonly (readonly number[])[] }
  const peer = askPeer<Answer>(python, 'greeks', { ...plain, times: short ? 1 : 5 })
  const out = emptyGreekColumns(count)
  const columns = await own(short ? 100 : 1_500, () => fillGreekColumns(options, out))
  const objects = await own(short ? 100 : 1_500, () => {
    for (let i = 0; i < count; i++) bsmGreeks(optionAt(options, i))
  })
  const ours = [out.price, out.delta, out.gamma, out.vega, out.theta, out.rho]
  const difference = Math.max(...ours.map((column, i) => worst(column, peer.values[i])))
  if (!(difference < 1e-9)) throw new Error(`Greeks differ from QuantLib's by ${difference}`)
  return [
    row('Greeks, columns', count / columns, 'options/s'),
    row('Greeks, one object at a time', count / objects, 'options/s'),
    row('Greeks, QuantLib from Python, one object at a time', count / peer.seconds, 'options/s'),
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

const garch = async (python: string, short: boolean): Promise<readonly Measurement[]> => {
  const returns = garchReturns(short ? 500 : 5_000)
  const asked = { returns: Array.from(returns), times: short ? 1 : 9 }
  const peer = askPeer<Timed & GarchParameters>(python, 'garch', asked)
  const seconds = await own(short ? 100 : 2_000, () => void fitGarch(returns))
  const lead = fitGarch(returns).logLikelihood - garchLogLikelihood(returns, peer)
  if (!(lead > -1e-6)) throw new Error(`the likelihood is ${-lead} below arch's`)
  return [
    row(`GARCH(1,1) by maximum likelihood, ${returns.length} returns`, 1e3 * seconds, 'ms'),
    row('the same by arch', 1e3 * peer.seconds, 'ms'),
    row('log-likelihood above that of arch’s parameters', 1e6 * lead, '1e-6'),
  ]
}

const jumpModel = async (python: string, short: boolean): Promise<readonly Measurement[]> => {
  const { series } = simulateRegimes(hardyProcess, short ? 300 : 2_000, startRng(5))
  const rows = causalFeatures(series.variance, [5, 20, 60], featureStart(series.variance))
  const [states, penalty, starts] = [2, 10, 8]
  const asked = { values: Array.from(rows.values), width: rows.width, states, penalty, starts, times: short ? 1 : 5 }
  type Answer = Timed & { readonly total: number; readonly labels: readonly number[] }
  const peer = askPeer<Answer>(python, 'jump-model', asked)
  const fitted = fitJump(rows, states, penalty, { seed: 7, starts })
  const seconds = await own(short ? 100 : 1_500, () => void fitJump(rows, states, penalty, { seed: 7, starts }))
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

const questions = { greeks, garch, 'jump-model': jumpModel } as const

/**
 * How do Greeks, GARCH fits and jump models compare with QuantLib, arch and jumpmodels, in the same run on the same
 * numbers?
 */
export const bench: Bench = {
  name: 'peers',
  parts: Object.keys(questions),
  run: async ({ short = false, part } = {}) => {
    const python = peerPython()
    const rows: Measurement[] = []
    for (const [name, ask] of Object.entries(questions))
      if (part === undefined || part === name) rows.push(...(await ask(python, short)))
    return rows
  },
}
