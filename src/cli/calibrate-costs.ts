import { utcMinute } from '../report/format'
import type { Command } from 'commander'
import type { CostCard, CostEstimate } from '../core/execution/cost-card'
import { command, print, type CommonOptions } from './command'
import { within } from './numbers'

const bp = (share: number): string => (share * 1e4).toFixed(3)
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const interval = ({ value, low, high }: CostEstimate, text: (value: number) => string): string =>
  `${text(value)} [${text(low)}, ${text(high)}]`

const volumeText = ({ dailyVolume, base }: CostCard): string =>
  dailyVolume === undefined
    ? 'unknown'
    : `${dailyVolume.toPrecision(4)} ${base ?? '(of what, the recording does not tell)'}`

/**
 * A cost card for a person: basis points of the value traded unless it says otherwise, 95 % intervals in brackets.
 *
 * @internal
 */
export const costCardText = (card: CostCard): string => {
  const { spread, tradeImpact, barImpact, arrival, dailyVolatility } = card
  const impact = (name: string, own: NonNullable<typeof tradeImpact>): string =>
    `${name.padEnd(13)} ${interval(own.coefficient, bp)} bp × √(size / daily volume)` +
    (dailyVolatility === undefined ? '' : `, ${(own.coefficient.value / dailyVolatility).toFixed(2)} daily vols`) +
    `, R² ${percent(own.r2)} of ${own.rows} rows`
  return [
    `${card.symbol} on ${card.venue}, ${utcMinute(card.from)} to ${utcMinute(card.to)} UTC`,
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
        `book walk     ${notional.toExponential(0)}: ${interval(cost, bp)} bp beyond the half spread, too thin at ${percent(tooThin)} of books`,
    ),
    ...(card.tooThinFrom === undefined
      ? []
      : [`book walk     ${card.tooThinFrom.toExponential(0)} and more: too thin at most of books`]),
    ...card.drift.map(
      ({ milliseconds, withFlow, sd }) =>
        `drift         ${String(milliseconds).padStart(5)} ms: ${withFlow === undefined ? 'no flow recorded' : `${interval(withFlow, bp)} bp with the flow`}, sd ${interval(sd, bp)} bp`,
    ),
    ...(arrival === undefined
      ? []
      : [
          `arrival       fastest ${arrival.fastest.toFixed(1)} ms by two clocks; beyond it ${arrival.quantiles.map(({ level, value }) => `${level * 100} %: ${value.toFixed(1)} ms`).join(', ')}`,
        ]),
    `daily         volume ${volumeText(card)}, volatility ${dailyVolatility === undefined ? 'unknown' : percent(dailyVolatility)}`,
  ].join('\n')
}

type Options = CommonOptions & {
  readonly data: string
  readonly symbol?: string
  readonly venue?: string
  readonly fee: number
  readonly gas: number
}

/** `bandshift calibrate-costs`: what trading an instrument of a recording costs, as a cost card. */
export const calibrateCostsCommand = (): Command =>
  command('calibrate-costs', 'measure spread, impact, depth and latency drift of a recording as a cost card')
    .requiredOption('--data <recording>', 'folder of the recording')
    .option('--symbol <name>', 'instrument of the recording; without it the one with the most rows')
    .option('--venue <name>', 'venue of the instrument, where two list it')
    .option('--fee <share>', 'proportional one-way fee, negative for a rebate', within(-0.1, 0.1), 1e-4)
    .option('--gas <amount>', 'quote currency an order', within(0, 1e9), 0)
    .action(async (options: Options) => {
      const { openForWork } = await import('../adapters/recordings/index.js')
      const { calibrateCosts } = await import('../../training/costs/calibrate-costs.js')
      const reader = await openForWork(options.data)
      try {
        const card = await calibrateCosts(reader, options)
        print(options, card, () => costCardText(card))
      } finally {
        await reader.close()
      }
    })
