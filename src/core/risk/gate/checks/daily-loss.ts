import { finding, inWords, type Check } from '../check'

const provisional = (unsettled: readonly string[]): string =>
  unsettled.length === 0 ? '' : ` (provisional: ${unsettled.join(', ')} not settled)`

/** The loss since the day began stays within the limit; past it nothing is sent. */
export const dailyLoss: Check = {
  name: 'daily-loss',
  examine: (_orders, { dayProfit, unsettled = [], limits: { dailyLoss: limit } }) =>
    -dayProfit <= limit
      ? []
      : [
          finding(
            `${inWords(-dayProfit)} were lost since the day began, at most ${inWords(limit)} are allowed${provisional(unsettled)}`,
            { value: -dayProfit, limit },
          ),
        ],
}
