import { Fault } from '../error'
import { gridCurve, gridValue, type Mesh, type ShareOption } from './finite-differences'
import { bsmGreeks, type Greeks } from './greeks'
import { impliedVol } from './implied-vol'
import { checkOption } from './option'

/** What a hedge needs of an option; units as `Greeks`. */
export type ShareValue = Pick<Greeks, 'price' | 'delta' | 'gamma' | 'theta'>

/** Extrapolated from each other: the error of both is of the second order. */
const fine: Mesh = { density: 80, steps: 40 }
const coarse: Mesh = { density: 40, steps: 20 }

/** Share of the volatility, and rate, by which an option is moved for its derivatives. */
const VOL_MOVE = 0.02
const RATE_MOVE = 1e-4

const checkShareOption = (option: ShareOption): void => {
  checkOption(option)
  const bad = option.dividends?.find(({ years, amount }) => !(years > 0 && amount > 0 && amount < Infinity))
  if (bad === undefined) return
  throw new Fault(
    'numerical-domain',
    `a dividend needs an amount > 0 and a day ahead, got ${bad.amount} in ${bad.years} years`,
  )
}

/** Whether Black's formula is the price: no cash is paid before expiry, and exercise before it never gains. */
const isPlain = ({ type, years, rate = 0, dividend = 0, exercise, dividends = [] }: ShareOption): boolean =>
  !dividends.some(({ years: at }) => at <= years) &&
  (exercise === 'european' ||
    years === 0 ||
    (type === 'call' ? dividend <= 0 && rate >= 0 : rate <= 0 && dividend >= 0))

/**
 * The best exercise along the one path of a share that does not move but by its drift and dividends; the derivatives
 * are those of the forward contract to that day, 0 where none pays.
 */
const withoutVol = ({ exercise, dividends = [], ...option }: ShareOption): ShareValue => {
  const { type, spot, strike, years, rate = 0, dividend = 0 } = option
  const sign = type === 'call' ? 1 : -1
  const counted = dividends.filter(({ years: at }) => at <= years)
  const days = [...counted.map(({ years: at }) => at), years].sort((one, other) => one - other)
  /** Between days the worth of exercise peaks where the yield on the share and the interest on the strike are equal. */
  const peak = (cash: number): number => Math.log((dividend * (spot - cash)) / (rate * strike)) / (dividend - rate)
  const paidBy = (day: number): number =>
    counted.reduce(
      (sum, { years: at, amount }) => sum + (at <= day ? amount * Math.exp(-(rate - dividend) * at) : 0),
      0,
    )
  const worth = (day: number, cash: number): ShareValue => {
    const delta = sign * Math.exp(-dividend * day)
    const price = delta * (spot - cash) - sign * strike * Math.exp(-rate * day)
    if (!(price > 0)) return { price: 0, delta: 0, gamma: 0, theta: 0 }
    return { price, delta, gamma: 0, theta: day === 0 ? 0 : rate * price - (rate - dividend) * spot * delta }
  }
  if (exercise === 'european') return worth(years, paidBy(years))
  const tries = [worth(0, 0)]
  let from = 0
  for (const day of days) {
    const cash = paidBy(from)
    const inside = peak(cash)
    for (const at of [from, inside, day]) if (at >= from && at <= day) tries.push(worth(at, cash))
    from = day
  }
  tries.push(worth(years, paidBy(years)))
  return tries.reduce((best, one) => (one.price > best.price ? one : best))
}

const extrapolated = (option: ShareOption, like?: ShareOption): ShareValue => {
  const one = gridValue(option, fine, like)
  const other = gridValue(option, coarse, like)
  if (one.exercised) return { price: one.price, delta: one.delta, gamma: 0, theta: 0 }
  const between = (of: 'price' | 'delta' | 'gamma'): number =>
    other.exercised ? one[of] : one[of] + (one[of] - other[of]) / 3
  const [price, delta, gamma] = [between('price'), between('delta'), between('gamma')]
  const { type, spot, strike, vol, rate = 0, dividend = 0, exercise } = option
  // The equation that the value solves while it is held.
  const theta = rate * price - (rate - dividend) * spot * delta - 0.5 * vol * vol * spot * spot * gamma
  const now = exercise === 'american' ? Math.max(type === 'call' ? spot - strike : strike - spot, 0) : 0
  return { price: Math.max(price, now), delta, gamma, theta }
}

/**
 * Price, delta, gamma and theta of an option on a share, European or American, with cash dividends: Black's formula
 * where exercise before expiry never gains and nothing is paid, else finite differences, to about 1e-6 of the spot.
 * Where exercise now is best the option is its payoff: delta ±1, no gamma, no theta. Each dividend falls out of the
 * price on its day; of what is paid after expiry nothing counts. Faults outside the ranges of `OptionInputs` and
 * `Dividend`.
 */
export const shareValue = (option: ShareOption): ShareValue => {
  checkShareOption(option)
  if (isPlain(option)) return bsmGreeks(option)
  if (option.years === 0 || option.vol === 0) return withoutVol(option)
  return extrapolated(option)
}

/** Vega, vanna and volga as differences on one grid; 0 where volatility is. */
const volGreeks = (option: ShareOption, price: number): Pick<Greeks, 'vega' | 'vanna' | 'volga'> => {
  const step = VOL_MOVE * option.vol
  if (option.years === 0 || step === 0) return { vega: 0, vanna: 0, volga: 0 }
  const [up, down] = [step, -step].map((by) => extrapolated({ ...option, vol: option.vol + by }, option))
  return {
    vega: (up.price - down.price) / (2 * step),
    vanna: (up.delta - down.delta) / (2 * step),
    volga: (up.price - 2 * price + down.price) / (step * step),
  }
}

/** As `shareValue`, with vega, vanna and volga as differences on one grid: volga to about 1e-3 of itself. */
export const shareVolGreeks = (option: ShareOption): Omit<Greeks, 'rho'> => {
  checkShareOption(option)
  if (isPlain(option)) return bsmGreeks(option)
  const value = shareValue(option)
  return { ...value, ...volGreeks(option, value.price) }
}

/** As `shareVolGreeks`, with rho. */
export const shareGreeks = (option: ShareOption): Greeks => {
  const value = shareVolGreeks(option)
  if (isPlain(option)) return bsmGreeks(option)
  const { years, vol, rate = 0 } = option
  if (years === 0 || vol === 0) return { ...value, rho: 0 }
  const [dear, cheap] = [RATE_MOVE, -RATE_MOVE].map((by) => extrapolated({ ...option, rate: rate + by }, option))
  return { ...value, rho: (dear.price - cheap.price) / (2 * RATE_MOVE) }
}

/** Whether the option is valued on a grid; by Black's formula where not. */
export const takesGrid = (option: ShareOption): boolean => !isPlain(option)

/** Price and delta of one option by the spot. */
export type ShareCurve = { readonly price: (spot: number) => number; readonly delta: (spot: number) => number }

/** Relative move of the spot over which a curve's delta is measured. */
const SPOT_MOVE = 1e-3

/**
 * `shareValue` as a function of the spot, of one grid that is made once: for books that are valued at many spots. Its
 * error is about 1e-4 of the strike. Faults as `shareValue`.
 */
export const shareCurve = (option: Omit<ShareOption, 'spot'>): ShareCurve => {
  const at = (spot: number): ShareOption => ({ ...option, spot })
  checkShareOption(at(option.strike))
  const isFlat = option.years === 0 || option.vol === 0 || isPlain(at(option.strike))
  const grid = isFlat ? undefined : gridCurve(option, coarse)
  const [lowest, highest] = grid?.reaches ?? [Infinity, 0]
  const price = (spot: number): number => {
    if (grid === undefined) return shareValue(at(spot)).price
    if (spot < lowest || spot > highest) return withoutVol(at(spot)).price
    const now = option.type === 'call' ? spot - option.strike : option.strike - spot
    return Math.max(grid.price(spot), option.exercise === 'american' ? now : 0, 0)
  }
  const delta = (spot: number): number => {
    const [up, down] = [spot * (1 + SPOT_MOVE), spot * (1 - SPOT_MOVE)]
    return (price(up) - price(down)) / (up - down)
  }
  return { price, delta }
}

const MOST_VOL = 20

/**
 * The volatility at which `shareValue` gives `price`, undefined where there is none up to 2,000 %: at or
 * below the least an option can be worth (American: what exercise now pays, or above it what no volatility gives), or
 * at or above the most. The price comes back to 1e-10 of the spot.
 */
export const shareImpliedVol = (option: Omit<ShareOption, 'vol'>, price: number): number | undefined => {
  const { type, spot, strike, years, rate = 0, dividend = 0 } = option
  const at = (vol: number): ShareOption => ({ ...option, vol })
  checkShareOption(at(0))
  if (!(price > 0 && years > 0)) return undefined
  const discount = Math.exp(-rate * years)
  const forward = spot * Math.exp((rate - dividend) * years)
  const plain = impliedVol({ type, price, forward, strike, years, discount })
  if (isPlain(at(0))) return plain
  const error = (vol: number): number => shareValue(at(vol)).price - price
  const tolerance = 1e-10 * spot
  let [low, high] = [0, Math.min(Math.max(plain ?? 0.3, 0.01), MOST_VOL / 2)]
  let [below, above] = [error(low), error(high)]
  if (!(below < -tolerance)) return undefined
  while (above < 0 && high < MOST_VOL) {
    ;[low, below] = [high, above]
    high *= 2
    above = error(high)
  }
  if (!(above > 0)) return above === 0 ? high : undefined
  // Regula falsi; an end that stays has its error halved (Illinois).
  let side = 0
  for (let tries = 0; tries < 100; tries++) {
    const secant = (low * above - high * below) / (above - below)
    const vol = secant > low && secant < high ? secant : 0.5 * (low + high)
    const value = error(vol)
    if (Math.abs(value) <= tolerance || high - low < 1e-12 * high) return vol
    if (value > 0) {
      ;[high, above] = [vol, value]
      if (side === 1) below *= 0.5
      side = 1
    } else {
      ;[low, below] = [vol, value]
      if (side === -1) above *= 0.5
      side = -1
    }
  }
  return 0.5 * (low + high)
}
