import type { PortfolioSettings } from '../../core/decision/settings'
import type { Timestamp } from '../../core/market/event'
import type { Book, BookOption } from '../../core/portfolio/portfolio'
import {
  optionName,
  type Delivery,
  type Expiries,
  type ExpiryInputs,
  type PriceAt,
} from '../../core/portfolio/settle-expired'
import type { MarketState } from '../../core/reading/market-state'
import type { EngineParts } from './engine-parts'
import type { PortfolioMemory } from './portfolio-memory'

/** Prices of the underlying that are known with their times: of its last minutes, now, and at the last decision. */
const pricesSeen = (
  { lastPrices = [], venueTime, spot }: MarketState,
  memory: PortfolioMemory | undefined,
): readonly PriceAt[] => [
  ...(memory?.priceSeen === undefined ? [] : [memory.priceSeen]),
  ...lastPrices,
  { at: venueTime, price: spot },
]

type Asking = Pick<EngineParts, 'delivery' | 'log'>

/** A delivery price that cannot be asked for now is awaited: an evaluation soon asks again. */
const askFor = async ({ delivery, log }: Asking, instrument: string, expiry: Timestamp): Promise<Delivery> => {
  if (delivery === undefined) return { kind: 'none' }
  try {
    return await delivery(instrument, expiry)
  } catch (error) {
    log.warn({ event: 'delivery.unavailable', instrument, expiry, error })
    return { kind: 'awaited' }
  }
}

/** What the settlement of a book's expired options depends on; undefined where none has expired. */
export const expiryInputs = async (
  around: Asking & Pick<EngineParts, 'venues'>,
  settings: Pick<PortfolioSettings, 'instrument' | 'venue'>,
  { options }: Pick<Book, 'options'>,
  {
    time,
    market,
    memory,
  }: {
    readonly time: Timestamp
    readonly market: MarketState
    readonly memory: PortfolioMemory | undefined
  },
): Promise<ExpiryInputs | undefined> => {
  const expired = options.filter(({ expiry }) => expiry <= time)
  if (expired.length === 0) return undefined
  const answers = new Map<Timestamp, Delivery>()
  for (const { expiry } of expired)
    if (!answers.has(expiry)) answers.set(expiry, await askFor(around, settings.instrument, expiry))
  const answerOf = ({ expiry }: BookOption): Delivery => answers.get(expiry) ?? { kind: 'none' }
  return {
    time,
    options: expired,
    deliveries: Object.fromEntries(expired.map((held) => [held.option, answerOf(held)])),
    prices: pricesSeen(market, memory),
    mayEstimate: around.venues.find(({ name }) => name === settings.venue)?.isPaper === true,
    before: memory?.unsettled ?? [],
  }
}

/** Says once what each expired option settled on, or that its settlement price is missing and who can give it. */
export const tellExpiries = (
  { alert, log }: Pick<EngineParts, 'alert' | 'log'>,
  id: string,
  inputs: ExpiryInputs | undefined,
  expired: Expiries | undefined,
): void => {
  if (inputs === undefined || expired === undefined) return
  for (const entry of expired.entries)
    if (entry.kind === 'settlement') {
      const { option, at, spot: price, basis } = entry
      log.info({ event: 'option.settled', portfolioId: id, option, expiry: at, price, basis })
    }
  for (const { option, isTold, mark } of expired.unsettled) {
    if (!isTold || inputs.before.some((own) => own.option === option && own.isTold)) continue
    const held = inputs.options.find((own) => own.option === option)
    const text = `${id}: ${held === undefined ? option : optionName(held)} has expired and its delivery price is not known: it is marked at ${mark.price} until 'bandshift adjust ${id} --delivery ${option}=<price>' says it`
    alert({ at: inputs.time, severity: 'warning', event: 'option.unsettled', portfolio: id, subject: option, text })
    log.warn({ event: 'option.unsettled', portfolioId: id, option, mark: mark.price, markAt: mark.at })
  }
}
