import { z } from 'zod'

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/, { error: 'is a whole number' })
    .transform(Number)
    .pipe(z.number().min(least).max(most))

export const portfolioId = z.string().regex(/^[a-z0-9-]{1,32}$/, { error: 'is 1 to 32 small letters, digits, dashes' })

export const ofPortfolio = z.strictObject({ portfolio: portfolioId })

export const ofDecision = z.strictObject({ portfolio: portfolioId, sequence: wholeNumber(1, 2 ** 53 - 1) })

/** How much of a list: `limit` newest ones, 100 unless said, before the one at `before`. */
export const paging = z.strictObject({
  limit: wholeNumber(1, 500).default(100),
  before: wholeNumber(0, 2 ** 53 - 1).optional(),
})

/** Why an operator does something: kept for good. */
export const reason = z.string().trim().min(3).max(500)
