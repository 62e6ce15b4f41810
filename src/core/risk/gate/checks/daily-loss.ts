import { finding, inWords, type Check } from '../check'

/** The loss since the day began stays within the limit; past it nothing is sent. */
export const dailyLoss: Check = {
  name: 'daily-loss',
  examine: (_orders, { dayProfit, limits: { dailyLoss: limit } }) =>
    -dayProfit <= limit
      ? []
      : [
          finding(`${inWords(-dayProfit)} were lost since the day began, at most ${inWords(limit)} are allowed`, {
            value: -dayProfit,
            limit,
          }),
        ],
}
