/** What is traded: a venue, and the symbol that the venue gives it. */
export type Instrument = { readonly venue: string; readonly symbol: string }

/** The name of an instrument in settings, in the ledger and in logs: `venue/symbol`. */
export const instrumentName = ({ venue, symbol }: Instrument): string => `${venue}/${symbol}`

/** The instrument of a name: the venue ends at the first slash, so that a symbol may hold further ones. */
export const instrumentNamed = (name: string): Instrument => {
  const slash = name.indexOf('/')
  return { venue: name.slice(0, slash), symbol: name.slice(slash + 1) }
}
