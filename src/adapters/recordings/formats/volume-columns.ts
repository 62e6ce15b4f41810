import { Fault } from '../../../core/error'
import type { Header } from './csv'
import { instrumentOf, type SourceContext } from './format'

/** Currencies in which turnover is counted, and words for the one of a pair in which its price is quoted. */
const quoteUnits = new Set([
  ...['usd', 'usdt', 'usdc', 'busd', 'fdusd', 'tusd', 'dai', 'eur', 'gbp', 'jpy', 'krw', 'try', 'brl', 'aud', 'cad'],
  ...['chf', 'cny', 'inr', 'quote', 'currency', 'dollars', 'notional'],
])

type UnitColumn = { readonly name: string; readonly unit: string; readonly position: number }

/** 'Volume ETH', 'volume_eth', 'Volume_(Currency)', 'Volume [USD]': a volume and the unit that it counts. */
const unitColumn = (name: string, position: number): UnitColumn | undefined => {
  const unit = /^vol(?:ume)?[\s_.([-]+([a-z0-9]+)[)\]]?$/i.exec(name)?.[1]?.toLowerCase()
  return unit === undefined ? undefined : { name, unit, position }
}

const sideOf = ({ unit }: UnitColumn, symbol: string): 'base' | 'quote' | undefined => {
  if (unit === 'base' || (symbol.startsWith(unit) && symbol !== unit)) return 'base'
  if (quoteUnits.has(unit) || (symbol.endsWith(unit) && symbol !== unit)) return 'quote'
  return symbol === unit ? 'base' : undefined
}

/** The rest of a pair of volumes is the other side. */
const other = (side: 'base' | 'quote' | undefined): 'base' | 'quote' | undefined =>
  side === undefined ? undefined : side === 'base' ? 'quote' : 'base'

/**
 * The columns of volume and quote volume: plainly named, or told by the unit in their name, which is the base or the
 * quote of the symbol or a currency of money. What is taken for what is noted. `bad-input` where several columns count
 * a volume and none tells which is the base.
 */
export const volumeColumns = (
  context: SourceContext,
  header: Header,
  columns: readonly string[],
): { readonly volume: number; readonly quoteVolume: number } => {
  const volume = header.optional('volume', 'vol', 'cum_vol', 'base_volume', 'volume_traded')
  const quoteVolume = header.optional('quote_volume', 'quote_asset_volume', 'cum_dollar')
  const found = columns.flatMap((name, position) => unitColumn(name, position) ?? [])
  if (volume >= 0 || found.length === 0) return { volume, quoteVolume }
  const symbol = instrumentOf(context)
    .symbol.toLowerCase()
    .replace(/[^a-z0-9]/g, '')
  let sides = found.map((column) => sideOf(column, symbol))
  const isPair = ([first, second]: readonly UnitColumn[]): boolean => symbol === first.unit + second.unit
  if (found.length === 2 && isPair(found)) sides = ['base', 'quote']
  else if (found.length === 2 && isPair([...found].reverse())) sides = ['quote', 'base']
  else if (found.length === 2) sides = [sides[0] ?? other(sides[1]), sides[1] ?? other(sides[0])]
  if (found.length === 1) sides = [sides[0] ?? 'base']
  const [base, ...moreBases] = found.filter((_, i) => sides[i] === 'base')
  const [quote, ...moreQuotes] = found.filter((_, i) => sides[i] === 'quote')
  if (sides.includes(undefined) || moreBases.length > 0 || moreQuotes.length > 0)
    throw new Fault(
      'bad-input',
      `${context.file}: row 1: ${found.map(({ name }) => `'${name}'`).join(', ')} count volumes and none tells ` +
        `which is that of ${instrumentOf(context).symbol}; name one 'volume', or say --symbol`,
    )
  if (base !== undefined) context.note('volume', `'${base.name}'`)
  if (quote !== undefined) context.note('quoteVolume', `'${quote.name}'`)
  return { volume: base?.position ?? -1, quoteVolume: quoteVolume >= 0 ? quoteVolume : (quote?.position ?? -1) }
}
