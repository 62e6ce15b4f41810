import { agreePrices, type PriceOut } from '../../agree-prices'
import { finding, inWords, type Check, type GateFinding } from '../check'
import { marketOf } from '../gate-state'

const describe = ({ source, reason, value }: PriceOut): string => {
  switch (reason) {
    case 'too-old':
    case 'from-the-future':
      return `${source} is ${value === undefined ? 'of no known time' : `${inWords(Math.abs(value))} s ${reason === 'too-old' ? 'old' : 'ahead'}`}`
    case 'deviates':
      return `${source} deviates by ${inWords(1e4 * (value ?? NaN))} bp`
    case 'bad-price':
      return `${source} gives no price`
    case 'named-twice':
      return `${source} is there twice`
  }
}

/** Enough sources are fresh and agree, and the market's own spot is among what they agree on. */
export const priceSources: Check = {
  name: 'price-sources',
  examine: (orders, state) => {
    const { price: limits } = state.limits
    return [...new Set(orders.map(({ instrument }) => instrument))].flatMap((instrument) => {
      const market = marketOf(state, instrument)
      if (market === undefined) return [finding(`there is no price of ${instrument}`)]
      const { price, agreeing, out } = agreePrices(market.quotes, state.time, limits)
      const found: GateFinding[] = []
      if (price === undefined) {
        const why = out.length === 0 ? '' : ` (${out.map(describe).join(', ')})`
        found.push(
          finding(
            `${agreeing.length} price sources of ${instrument} agree, ${inWords(limits.leastSources)} are needed${why}`,
            { value: agreeing.length, limit: limits.leastSources },
          ),
        )
      } else {
        const value = Math.abs(market.spot / price - 1)
        if (!(value <= limits.maxDeviation))
          found.push(
            finding(
              `the spot of ${instrument}, ${inWords(market.spot)}, is ${inWords(1e4 * value)} bp from the sources' ${inWords(price)}, at most ${inWords(1e4 * limits.maxDeviation)} bp are allowed`,
              { value, limit: limits.maxDeviation, spot: market.spot, price },
            ),
          )
      }
      return found
    })
  },
}
