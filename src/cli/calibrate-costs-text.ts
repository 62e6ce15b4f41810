import type { CostCard, Estimate } from '../core/execution/cost-card'

const bp = (share: number): string => (share * 1e4).toFixed(3)
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const interval = ({ value, low, high }: Estimate, print: (value: number) => string): string =>
  `${print(value)} [${print(low)}, ${print(high)}]`

/** A cost card for a person: basis points of the value traded unless it says otherwise, 95 % intervals in brackets. */
export const costCardText = (card: CostCard): string => {
  const { spread, tradeImpact, barImpact, arrival, dailyVolatility } = card
  const day = (timestamp: number): string => new Date(timestamp / 1000).toISOString().slice(0, 16).replace('T', ' ')
  const impact = (name: string, own: NonNullable<typeof tradeImpact>): string =>
    `${name.padEnd(13)} ${interval(own.coefficient, bp)} bp × √(size / daily volume)` +
    (dailyVolatility === undefined ? '' : `, ${(own.coefficient.value / dailyVolatility).toFixed(2)} daily vols`) +
    `, R² ${percent(own.r2)} of ${own.rows} rows`
  return [
    `${card.symbol} on ${card.venue}, ${day(card.from)} to ${day(card.to)} UTC`,
    `fee           ${bp(card.fee)} bp, ${card.gas} an order`,
    ...(spread === undefined
      ? ['half spread   not recorded']
      : [
          `half spread   ${interval(spread.mean, bp)} bp; quantiles ${spread.quantiles.map(({ level, value }) => `${level * 100} %: ${bp(value)}`).join(', ')}`,
          `  by hour     ${spread.byHour.map(({ hour, value }) => `${hour}h ${bp(value)}`).join(', ')}`,
        ]),
    ...(tradeImpact === undefined ? [] : [impact('trade impact', tradeImpact)]),
    ...(barImpact === undefined
      ? []
      : [
          `${impact('bar impact', barImpact)} of ${barImpact.barSeconds} s`,
          `  recovery    ${interval(barImpact.recovery, percent)} in the next bar`,
        ]),
    ...card.depth.map(
      ({ notional, cost, tooThin }) =>
        `book walk     ${notional.toExponential(0)}: ${interval(cost, bp)} bp beyond the half spread, too thin at ${percent(tooThin)} of looks`,
    ),
    ...card.drift.map(
      ({ milliseconds, withFlow, sd }) =>
        `drift         ${String(milliseconds).padStart(5)} ms: ${withFlow === undefined ? 'no flow recorded' : `${interval(withFlow, bp)} bp with the flow`}, sd ${interval(sd, bp)} bp`,
    ),
    ...(arrival === undefined
      ? []
      : [
          `arrival       fastest ${arrival.fastest.toFixed(1)} ms by two clocks; beyond it ${arrival.quantiles.map(({ level, value }) => `${level * 100} %: ${value.toFixed(1)} ms`).join(', ')}`,
        ]),
    `daily         volume ${card.dailyVolume?.toPrecision(4) ?? 'unknown'}, volatility ${dailyVolatility === undefined ? 'unknown' : percent(dailyVolatility)}`,
  ].join('\n')
}
