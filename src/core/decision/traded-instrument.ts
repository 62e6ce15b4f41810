import type { PortfolioSettings } from './settings'

/**
 * `venue/symbol` under which a portfolio trades a market of its feed: its own under the name it gives, another under
 * the feed's symbol.
 */
export const tradedInstrument = (
  { instrument, venue, symbol }: Pick<PortfolioSettings, 'instrument' | 'venue' | 'symbol'>,
  market = instrument,
): string => `${venue}/${market === instrument ? symbol : market.slice(market.indexOf('/') + 1)}`
