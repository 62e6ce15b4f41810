import { Fault } from '../../error'
import type { OptionType } from '../../pricing/option'
import { bsmPrice } from '../../pricing/price'
import type { OptionMark } from './option-step'

/** Units of an option held, negative where short. */
export type OptionHolding = {
  readonly id: string
  readonly type: OptionType
  readonly strike: number
  readonly quantity: number
}

/** Cash, underlying and options of one book. */
export type Account = {
  readonly cash: number
  readonly underlying: number
  readonly options: readonly OptionHolding[]
}

export const emptyAccount: Account = { cash: 0, underlying: 0, options: [] }

/** What happens to an account. Quantities are signed, costs ≥ 0, prices per unit. */
export type AccountEntry =
  | { readonly kind: 'underlying-trade'; readonly quantity: number; readonly price: number; readonly cost: number }
  | { readonly kind: 'option-trade'; readonly option: OptionHolding; readonly price: number; readonly cost: number }
  /** Cash received, negative where paid. */
  | { readonly kind: 'funding'; readonly amount: number }
  /** The option is closed at its payoff. */
  | { readonly kind: 'settlement'; readonly id: string; readonly spot: number }

const withOption = (options: readonly OptionHolding[], added: OptionHolding): readonly OptionHolding[] => {
  if (added.quantity === 0) return options
  const held = options.find(({ id }) => id === added.id)
  if (held === undefined) return [...options, added]
  const quantity = held.quantity + added.quantity
  const rest = options.filter(({ id }) => id !== added.id)
  return quantity === 0 ? rest : [...rest, { ...held, quantity }]
}

/**
 * The account after an entry: a book is the fold of its entries. Faults with 'bad-input' where an option that is not
 * held is settled.
 */
export const post = (account: Account, entry: AccountEntry): Account => {
  switch (entry.kind) {
    case 'underlying-trade': {
      const { quantity, price, cost } = entry
      return { ...account, cash: account.cash - quantity * price - cost, underlying: account.underlying + quantity }
    }
    case 'option-trade': {
      const { option, price, cost } = entry
      const cash = account.cash - option.quantity * price - cost
      return { ...account, cash, options: withOption(account.options, option) }
    }
    case 'funding':
      return { ...account, cash: account.cash + entry.amount }
    case 'settlement': {
      const held = account.options.find(({ id }) => id === entry.id)
      if (held === undefined) throw new Fault('bad-input', `no option ${entry.id} to settle`)
      const payoff = Math.max(held.type === 'call' ? entry.spot - held.strike : held.strike - entry.spot, 0)
      const options = account.options.filter(({ id }) => id !== entry.id)
      return { ...account, cash: account.cash + held.quantity * payoff, options }
    }
  }
}

/** Value of an account with its options marked by Black-Scholes-Merton. */
export const equity = (
  { cash, underlying, options }: Account,
  spot: number,
  mark: (option: OptionHolding) => OptionMark,
  rate = 0,
): number => {
  let value = cash + underlying * spot
  for (const option of options)
    value += option.quantity * bsmPrice({ type: option.type, strike: option.strike, spot, rate, ...mark(option) })
  return value
}
