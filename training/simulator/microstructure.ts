import { SECOND, type Quote, type Trade, type Truth } from '../../src/core/market/event'
import type { Rng } from '../../src/core/rng'
import { drawNext, drawStationary, drawStay, markovChain } from './markov-chain'
import { crashLoss, crashOffset, crashSeconds, crashStress, crashVariance, type Crash } from './microstructure/crash'
import { startFlow, startSwings } from './microstructure/flow'
import type { MicrostructureWorld } from './microstructure/parameters'
import { drawPriceJump, priceJumpGrowth, priceJumpVariance } from './microstructure/price-jump'
import { drawQuote } from './microstructure/quote'
import { SECONDS_PER_YEAR, type SimulatedSpan } from './path'

/** The chain of hidden states, rates per year of 365 days. */
export const microstructureChain = ({ meanHours, jumps }: MicrostructureWorld) =>
  markovChain(
    meanHours.map((hours) => hours / 8760),
    jumps,
  )

/**
 * Annual variance of the mid in each state, sampled every minute, expected jumps and crashes included: the variance of
 * the truth rows.
 */
export const microstructureVariances = (world: MicrostructureWorld): readonly number[] =>
  world.vols.map((vol, state) => vol * vol + priceJumpVariance(world, state) + crashVariance(world, state))

/** Activity, liquidity and crash stress are constant over this many seconds. */
const cell = 10
const truthEvery = 6
/** At the bottom of a crash trades and quotes are 1 plus this many times as frequent. */
const crashRush = 6
const millisecond = SECOND / 1000

/**
 * Trades and quotes of a market with hidden states, on a grid of milliseconds, strictly rising in time, with the truth
 * in force at every whole minute. Trades are a Hawkes process with an exponential kernel, drawn by thinning (Hawkes,
 * Biometrika 58 (1971) 83–90; Ogata, IEEE Transactions on Information Theory 27 (1981) 23–31). Impact is scaled so that
 * the mid's variance in a state is the state's on average, at any trading rate.
 */
export function* simulateMicrostructure(
  world: MicrostructureWorld,
  rng: Rng,
  span: SimulatedSpan,
): Generator<Trade | Quote | Truth> {
  const chain = microstructureChain(world)
  const variances = microstructureVariances(world)
  const flow = startFlow(world, rng)
  const swings = startSwings(world, cell, rng)
  const decay = 1 / world.excitationSeconds
  const end = (span.to - span.from) / SECOND
  const timeOfDay = (span.from / SECOND) % 86_400
  let state = drawStationary(chain, rng)
  let switchAt = drawStay(chain, state, rng) * SECONDS_PER_YEAR
  let crash: Crash | undefined
  let stress = 0
  let { activity, liquidity } = swings.step(timeOfDay)
  let clock = 0
  let excitation = 0
  let burst = 0
  let logPrice = Math.log(world.spot)
  let unspent = 0
  let lastMillisecond = 0

  const rush = () => (activity / 60) * (1 + crashRush * stress)
  const usualTrades = () => world.tradesPerMinute[state] * rush()
  const advance = (to: number): void => {
    const variance = (world.vols[state] ** 2 * (to - clock)) / SECONDS_PER_YEAR
    const recovery = crash ? 0 : (world.crashesPerDay[state] / 86_400) * -Math.expm1(-crashLoss(world)) * (to - clock)
    logPrice += (world.drift * (to - clock)) / SECONDS_PER_YEAR + recovery - variance / 2
    logPrice -= priceJumpGrowth(world, state, to - clock)
    unspent += variance * (1 - world.impactShare)
    excitation *= Math.exp(-decay * (to - clock))
    burst *= Math.exp(-(to - clock) / world.healSeconds)
    clock = to
  }
  const quote = (at: number): Quote => {
    logPrice += Math.sqrt(unspent) * rng.normal()
    unspent = 0
    const offset = crash ? crash.depth * crashOffset(world, clock - crash.onset) : 0
    return drawQuote(world, rng, span.from + at * millisecond, {
      mid: Math.exp(logPrice + offset),
      state,
      liquidity,
      burst: Math.max(0, burst / (usualTrades() * world.healSeconds) - 1),
      stress,
      pressure: flow.pressure(state, stress),
    })
  }
  const enterCell = (): void => {
    if (crash && clock - crash.onset > crashSeconds(world)) {
      logPrice += crash.depth * crashOffset(world, crashSeconds(world))
      crash = undefined
    }
    if (!crash && rng.uniform() < -Math.expm1((-world.crashesPerDay[state] * cell) / 86_400))
      crash = { onset: clock + cell * rng.uniform(), depth: world.crashDepth * (0.5 + rng.uniform()) }
    stress = crash ? crashStress(world, clock - crash.onset) : 0
    ;({ activity, liquidity } = swings.step((timeOfDay + clock) % 86_400))
  }

  let top = quote(0)
  yield top
  for (let cells = 1; clock < end;) {
    const cellEnd = Math.min(cells * cell, end)
    const boundary = Math.min(cellEnd, switchAt)
    const base = usualTrades() * (1 - world.branching)
    const quotes = world.quotesPerMinute[state] * rush()
    const bound = base + excitation + quotes
    const next = clock + rng.exponential() / bound
    const at = Math.max(lastMillisecond + 1, Math.floor(next * 1000))
    if (next >= boundary || at + 1 >= cellEnd * 1000) {
      advance(boundary)
      if (boundary === switchAt) {
        state = drawNext(chain, state, rng)
        switchAt += drawStay(chain, state, rng) * SECONDS_PER_YEAR
      }
      if (boundary === cellEnd) {
        if (cells % truthEvery === 0)
          yield { kind: 'truth', timestamp: span.from + cells * cell * SECOND, state, variance: variances[state] }
        const jump = drawPriceJump(world, rng, state, cell)
        if (jump !== 0 && cellEnd < end) {
          logPrice += jump
          lastMillisecond = cellEnd * 1000
          // A jump is news: the quote follows it at once.
          top = quote(lastMillisecond)
          yield top
        }
        cells++
        enterCell()
      }
      continue
    }
    advance(next)
    const mark = rng.uniform() * bound
    if (mark < quotes) {
      lastMillisecond = at
      top = quote(at)
      yield top
    } else if (mark < quotes + base + excitation) {
      const variance = (world.impactShare * world.vols[state] ** 2) / SECONDS_PER_YEAR
      const impact = Math.sqrt(variance / (usualTrades() * flow.surpriseVariance(state, stress)))
      const { sign, size, surprise, root } = flow.step(state, stress)
      logPrice += impact * surprise
      excitation += world.branching * decay
      burst += root
      const side = sign > 0 ? top.askSize : top.bidSize
      const lots = Math.max(1, Math.round(Math.min(size, side) / world.lot))
      const timestamp = span.from + at * millisecond
      yield {
        kind: 'trade',
        timestamp,
        localTimestamp: timestamp,
        price: sign > 0 ? top.ask : top.bid,
        size: Math.round(lots * world.lot * 1e8) / 1e8,
        aggressor: sign > 0 ? 'buy' : 'sell',
      }
      lastMillisecond = at + 1
      top = quote(at + 1)
      yield top
    }
  }
}
