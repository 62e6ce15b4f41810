import { DAY, emptyQuotation, type OptionSummary } from '../../../../src/core/market/event'
import { black76Price } from '../../../../src/core/pricing/price'
import { startRng } from '../../../../src/core/rng'
import { openChain, type MarkedChain } from '../../../../src/core/surface/mark-option'
import { totalVariance } from '../../../../src/core/surface/svi'

const strikes = [80, 90, 95, 100, 105, 110, 120]
const expiry = 300 * DAY

/** Coin-settled calls on one expiry, whose smile is skewed, lies at `level` and stays where it is by strike. */
const aChain = (at: number, spot: number, level: number): MarkedChain => {
  const years = (expiry - at) / (365 * DAY)
  const smile = {
    a: 0.6 * level * level * years,
    b: 1.2 * level * level * years,
    rho: -0.5,
    m: Math.log(100 / spot),
    s: 0.25,
  }
  const options = strikes.map((strike): OptionSummary => {
    const vol = Math.sqrt(totalVariance(smile, Math.log(strike / spot)) / years)
    const price = black76Price({ type: 'call', forward: spot, strike, years, vol }) / spot
    return {
      ...{ ...emptyQuotation, kind: 'option-summary', timestamp: at, localTimestamp: at, type: 'call', strike, expiry },
      ...{ instrument: `C${strike}`, underlyingPrice: spot, indexPrice: spot, bid: 0.995 * price, ask: 1.005 * price },
    }
  })
  const fitted = { expiry, years, forward: spot, forwardError: 0, quotes: strikes.length, error: 0, inside: 1, smile }
  return openChain(
    options,
    { surface: { leftOut: [], expiries: [fitted] }, time: at },
    { at, settlement: 'inverse', staleAfter: DAY },
  )
}

/** Four chains a day; the level of volatility moves by `slope` times each log return, and by chance. */
export const chainsOf = (days: number, slope: number): readonly MarkedChain[] => {
  const rng = startRng(7)
  let [spot, level] = [100, 0.5]
  return Array.from({ length: 4 * days }, (_, i) => {
    const chain = aChain((i * DAY) / 4, spot, level)
    const move = 0.01 * rng.normal() - 0.1 * Math.log(spot / 100)
    spot *= Math.exp(move)
    level = 0.5 + 0.98 * (level - 0.5) + slope * move + 0.001 * rng.normal()
    return chain
  })
}
