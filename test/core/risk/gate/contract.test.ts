import fc from 'fast-check'
import { Fault } from '../../../../src/core/error'
import type { HedgeOrder } from '../../../../src/core/execution/order'
import { checkNames, type Check, type CheckName } from '../../../../src/core/risk/gate/check'
import { checks } from '../../../../src/core/risk/gate/checks'
import { gate } from '../../../../src/core/risk/gate/gate'
import type { GateState } from '../../../../src/core/risk/gate/gate-state'
import type { RiskLimits } from '../../../../src/core/risk/gate/risk-limits'
import { anOrder, anyOrders, anyState, aState, someLimits } from './a-state'

type Loosen = (limits: RiskLimits, factor: number) => RiskLimits

const loosenMargin =
  (part: 'leastRatio' | 'leastDistance'): Loosen =>
  (limits, factor) =>
    limits.margin === undefined
      ? limits
      : { ...limits, margin: { ...limits.margin, [part]: limits.margin[part] / factor } }

/** How each check's limits are made looser; undefined where it has none. */
const looser: Readonly<Record<CheckName, Loosen | undefined>> = {
  'kill-switch': undefined,
  mode: undefined,
  'order-form': undefined,
  'order-notional': (limits, factor) => ({ ...limits, orderNotional: limits.orderNotional * factor }),
  'position-notional': (limits, factor) => ({ ...limits, positionNotional: limits.positionNotional * factor }),
  turnover: (limits, factor) => ({ ...limits, dailyTurnover: limits.dailyTurnover * factor }),
  'order-rate': (limits, factor) => ({ ...limits, ordersPerMinute: Math.ceil(limits.ordersPerMinute * factor) }),
  'limit-price': (limits, factor) => ({ ...limits, slippage: limits.slippage * factor }),
  'price-sources': (limits, factor) => ({
    ...limits,
    price: { ...limits.price, leastSources: Math.floor(limits.price.leastSources / factor) },
  }),
  'market-record': (limits, factor) => ({
    ...limits,
    price: { ...limits.price, maxAge: limits.price.maxAge * factor },
  }),
  'surface-age': (limits, factor) => ({ ...limits, surfaceMaxAge: (limits.surfaceMaxAge ?? 0) * factor }),
  breaker: undefined,
  'initial-margin': undefined,
  'margin-ratio': loosenMargin('leastRatio'),
  'liquidation-distance': loosenMargin('leastDistance'),
  'daily-loss': (limits, factor) => ({ ...limits, dailyLoss: limits.dailyLoss * factor }),
  'open-intents': undefined,
}

/** Within every limit, that of the surface's age among them, which most portfolios do without. */
const soundState = (): GateState =>
  aState({
    limits: someLimits({ surfaceMaxAge: 40 }),
    surface: { instrument: 'deribit/BTC', fitted: aState().time - 20e6 },
  })

type Case = { readonly orders: readonly HedgeOrder[]; readonly state: GateState }
type Path = readonly string[]

/** Paths of the numbers that a check reads. */
const numbersRead = (check: Check, input: Case): readonly Path[] => {
  const read = new Map<string, Path>()
  const watch = <T extends object>(node: T, path: Path): T =>
    new Proxy(node, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key)
        const here = [...path, String(key)]
        // All checks but that of the form use the leg of an order as its name alone.
        const names = key === 'length' || (key === 'leg' && check.name !== 'order-form')
        if (typeof value === 'number' && !names) read.set(here.join('.'), here)
        return typeof value === 'object' && value !== null ? watch(value, here) : value
      },
    })
  const watched = watch(input, [])
  check.examine(watched.orders, watched.state)
  return [...read.values()]
}

const withNaN = <T>(node: T, [key, ...rest]: Path): T => {
  if (key === undefined) return NaN as T
  const changed: unknown = withNaN((node as Record<string, unknown>)[key], rest)
  if (Array.isArray(node)) return node.map((item: unknown, i) => (String(i) === key ? changed : item)) as T
  return { ...node, [key]: changed }
}

const refuses = (check: Check, { orders, state }: Case): boolean => {
  try {
    return check.examine(orders, state).length > 0
  } catch (error) {
    expect(error).toBeInstanceOf(Fault)
    return true
  }
}

test('every check has a name of the list and every name a check', () => {
  expect(checks.map(({ name }) => name)).toEqual([...checkNames])
})

describe.each(checks.map((check) => [check.name, check] as const))('%s', (name, check) => {
  test('passes orders within every limit', () => {
    expect(check.examine([anOrder()], soundState())).toEqual([])
  })

  test('passes some states and refuses others, always for finite numbers, and changes nothing', () => {
    const passed = new Set<boolean>()
    fc.assert(
      fc.property(anyOrders, anyState, (orders, state) => {
        const before = structuredClone({ orders, state })
        const found = check.examine(orders, state)
        expect(check.examine(orders, state)).toEqual(found)
        expect({ orders, state }).toEqual(before)
        for (const { sentence, numbers } of found) {
          expect(sentence).not.toMatch(/NaN|undefined|\n/)
          expect(Object.values(numbers).every(Number.isFinite)).toBe(true)
        }
        passed.add(found.length === 0)
      }),
      { numRuns: 100 },
    )
    expect(passed).toEqual(new Set(name === 'order-form' ? [true] : [true, false]))
  })

  test('never passes NaN', () => {
    const input = { orders: [anOrder()], state: soundState() }
    for (const path of numbersRead(check, input))
      expect([path.join('.'), refuses(check, withNaN(input, path))]).toEqual([path.join('.'), true])
  })

  test('finds the same after the state was stored', () => {
    fc.assert(
      fc.property(anyOrders, anyState, (orders, state) => {
        const stored = JSON.parse(JSON.stringify({ orders, state })) as Case
        expect(check.examine(stored.orders, stored.state)).toEqual(check.examine(orders, state))
      }),
      { numRuns: 50 },
    )
  })

  const loosen = looser[name]
  if (loosen !== undefined)
    test('never refuses under a looser limit what it passed under a tighter one', () => {
      fc.assert(
        fc.property(anyOrders, anyState, fc.double({ min: 1, max: 8, noNaN: true }), (orders, state, factor) => {
          const wide = check.examine(orders, { ...state, limits: loosen(state.limits, factor) })
          if (check.examine(orders, state).length === 0) expect(wide).toEqual([])
        }),
        { numRuns: 100 },
      )
    })
})

test('the age of a surface is judged with a limit and options alone, and says what is wrong', () => {
  const { limits } = aState()
  const sentences = (own: Partial<GateState>) => {
    const verdict = gate([anOrder()], { ...soundState(), ...own })
    return verdict.kind === 'refused' ? verdict.refusals.map(({ sentence }) => sentence) : []
  }
  const [old, absent] = [{ instrument: 'deribit/BTC', fitted: aState().time - 90e6 }, { instrument: 'deribit/BTC' }]
  expect(sentences({ surface: old, limits })).toEqual([])
  expect(sentences({ surface: undefined })).toEqual([])
  expect(sentences({ surface: { ...old, carried: 'too-few-quotes' } })).toEqual([
    'the volatility surface of deribit/BTC is 90 s old (too-few-quotes), at most 40 s are allowed',
  ])
  expect(sentences({ surface: absent })).toEqual(['there is no volatility surface of deribit/BTC'])
})

test('the gate approves the same orders exactly where no check refuses, and lists every reason else', () => {
  fc.assert(
    fc.property(anyOrders, anyState, (orders, state) => {
      const verdict = gate(orders, state)
      const found = checks.flatMap(({ name, examine }) =>
        examine(orders, state).map((one) => ({ check: name, ...one })),
      )
      if (found.length === 0) expect(verdict).toEqual({ kind: 'approved', orders, notes: [] })
      else expect(verdict).toEqual({ kind: 'refused', refusals: found, notes: [] })
    }),
  )
})
