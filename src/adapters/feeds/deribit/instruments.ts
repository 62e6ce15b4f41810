import { Fault } from '../../../core/error'
import type { Instrument } from '../../../core/market/instrument'
import { chainQuestion } from '../../../core/market/venues/deribit'
import { chainSymbol } from '../../../core/market/venues/instrument-facts'
import type { Timers } from '../../../ports/timers'
import { isMessage, startMessageFields } from '../messages'
import { openDeribit, type DeribitAddress } from './connection'

export type DeribitInstruments = DeribitAddress & {
  /** Names as Deribit spells them, or a chain as of `ChainSettings`. */
  readonly of: { readonly names: readonly string[] } | { readonly chain: string }
  readonly timers: Timers
}

/** The answer for all instruments of a currency is below this, in mebibytes. */
const largestMessage = 16
const answerWithin = 8_000

const noChain = (chain: string): Fault => new Fault('bad-input', `Deribit has no options of ${chain}`)

const kindOf = (kind: string, period: unknown): Instrument['kind'] | undefined => {
  if (kind === 'future') return period === 'perpetual' ? 'perpetual' : 'future'
  return kind === 'option' || kind === 'spot' ? kind : undefined
}

const settlementOf = (base: string, quote: string, settles: string): Instrument['settlement'] =>
  settles === base ? 'inverse' : settles === quote ? 'linear' : 'quanto'

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 ? value : undefined

/**
 * An instrument of an answer to public/get_instruments; undefined where it is a combination or not as documented. The
 * price of an option settled in the coin is in the coin ('quote_currency'); what it is quoted against is the counter
 * currency. The least amount is also the step of amounts.
 */
const readInstrument = (row: unknown): Instrument | undefined => {
  const fields = startMessageFields(row)
  if (!isMessage(row)) return undefined
  const [symbol, base] = [fields.text('instrument_name'), fields.text('base_currency')]
  const quote = typeof row.counter_currency === 'string' ? row.counter_currency : fields.text('quote_currency')
  const kind = kindOf(fields.text('kind'), row.settlement_period)
  const settles = typeof row.settlement_currency === 'string' ? row.settlement_currency : quote
  const [size, lot] = [positive(fields.number('contract_size')), positive(fields.number('min_trade_amount'))]
  const [maker, taker] = [fields.optional('maker_commission'), fields.optional('taker_commission')]
  const tick = positive(fields.number('tick_size'))
  const isDated = kind === 'future' || kind === 'option'
  const expiry = isDated ? fields.time('expiration_timestamp') : undefined
  const settlement = settlementOf(base, quote, settles)
  const countsMoney = settlement === 'inverse' && kind !== 'option'
  const strike = kind === 'option' ? fields.number('strike') : undefined
  if (kind === undefined || fields.fault() !== undefined) return undefined
  return {
    ...{ venue: 'deribit', symbol, kind, base, quote, settlement, settlementCurrency: settles, tick, expiry },
    contract: size === undefined ? undefined : { size, unit: countsMoney ? 'quote' : 'base' },
    ...{ amounts: countsMoney ? 'quote' : 'base', lot, leastQuantity: lot, leastNotional: undefined },
    option:
      strike === undefined
        ? undefined
        : {
            ...{ underlying: chainSymbol(symbol), strike, exercise: 'european' },
            type: row.option_type === 'put' ? 'put' : 'call',
          },
    fees: maker === undefined || taker === undefined ? undefined : { maker, taker },
    impliedVols: kind === 'option' ? 'percent' : undefined,
  }
}

/** What the options of a chain have in common, under the symbol that it is stored by. */
const chainOf = (options: readonly Instrument[]): Instrument => {
  const [first] = options
  const alike = <T>(read: (one: Instrument) => T): T | undefined =>
    options.every((one) => JSON.stringify(read(one)) === JSON.stringify(read(first))) ? read(first) : undefined
  return {
    ...first,
    ...{ symbol: chainSymbol(first.symbol), expiry: undefined, option: undefined },
    ...{ contract: alike(({ contract }) => contract), tick: alike(({ tick }) => tick), lot: alike(({ lot }) => lot) },
    ...{ leastQuantity: alike(({ leastQuantity }) => leastQuantity), fees: alike(({ fees }) => fees) },
  }
}

const instrumentsOf = (rows: readonly unknown[], isWanted: (name: string) => boolean): readonly Instrument[] => {
  const chains = new Map<string, Instrument[]>()
  const others: Instrument[] = []
  for (const row of rows) {
    const one = readInstrument(row)
    if (one === undefined || !isWanted(one.symbol)) continue
    if (one.option === undefined) others.push(one)
    else {
      const chain = chains.get(one.option.underlying)
      if (chain === undefined) chains.set(one.option.underlying, [one])
      else chain.push(one)
    }
  }
  return [...[...chains.values()].map(chainOf), ...others]
}

/** Whether an error says that there is no such instrument or currency: none of the name, or none can have it. */
const isUnknown = (error: unknown): boolean => {
  if (!isMessage(error)) return false
  const param = isMessage(error.data) ? error.data.param : undefined
  return error.code === 13_020 || (error.code === -32_602 && (param === 'instrument_name' || param === 'currency'))
}

/** Asks one question after the other on a connection of its own. */
const askAll = (
  { timers, of, ...address }: DeribitInstruments,
  questions: readonly (readonly [method: string, params: Readonly<Record<string, unknown>>])[],
): Promise<readonly unknown[]> =>
  new Promise((resolve, reject) => {
    const answers: unknown[] = []
    const fail = (reason: string, refusal: unknown): void => {
      if (!isUnknown(refusal))
        reject(new Fault('unavailable', `Deribit does not tell what its instruments are: ${reason}`))
      else if ('chain' in of) reject(noChain(of.chain))
      else reject(new Fault('missing-data', `Deribit has no instrument ${of.names[answers.length]}`))
    }
    const cancel = timers.after(answerWithin, () => connection.end(`no answer within ${answerWithin / 1_000} s`))
    const next = (): void => {
      if (answers.length === questions.length) {
        cancel()
        connection.close()
        resolve(answers)
        return
      }
      const [method, params] = questions[answers.length]
      connection.ask(method, params, (answer) => {
        answers.push(answer)
        next()
      })
    }
    const connection = openDeribit(address, largestMessage, {
      opened: next,
      told: () => undefined,
      refused: () => undefined,
      closed: (reason, refusal) => {
        cancel()
        fail(reason, refusal)
      },
    })
  })

/**
 * What instruments are, as Deribit tells it (public/get_instrument, public/get_instruments): tick, step, contract,
 * settlement, expiry, fees. Options come as their chain, with what they have in common. Throws `unavailable` where the
 * venue does not answer, `missing-data` where it has no instrument of a name, `bad-input` where it has no options of
 * the chain.
 */
export const deribitInstruments = async (settings: DeribitInstruments): Promise<readonly Instrument[]> => {
  const { of } = settings
  if ('names' in of) {
    const questions = of.names.map((name) => ['public/get_instrument', { instrument_name: name }] as const)
    return instrumentsOf(await askAll(settings, questions), () => true)
  }
  const { currency, has } = chainQuestion(of.chain)
  const [rows] = await askAll(settings, [['public/get_instruments', { currency, expired: false }]])
  const all = instrumentsOf(Array.isArray(rows) ? rows : [], (name) => has(chainSymbol(name)))
  const chains = new Set(all.filter(({ kind }) => kind === 'option').map(({ symbol }) => symbol))
  if (chains.size === 0) throw noChain(of.chain)
  return all.filter(({ symbol, kind }) => kind !== 'spot' && chains.has(chainSymbol(symbol)))
}
