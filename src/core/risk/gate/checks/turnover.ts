import { finding, inWords, notionalOf, type Check } from '../check'

/** What was traded over 24 hours, with these orders, stays within the limit. */
export const turnover: Check = {
  name: 'turnover',
  examine: (orders, { turnover: traded, limits: { dailyTurnover: limit } }) => {
    const value = orders.reduce((sum, order) => sum + notionalOf(order), traded)
    if (value <= limit) return []
    return [
      finding(`turnover over 24 hours would be ${inWords(value)}, at most ${inWords(limit)} is allowed`, {
        value,
        limit,
        traded,
      }),
    ]
  },
}
