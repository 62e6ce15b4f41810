import { z } from 'zod'
import {
  instrumentField,
  kindsAre,
  nameField,
  notNegative,
  positive,
  section,
  seedField,
  share,
  symbolField,
  wholeNumberField,
  type SecretField,
} from '../fields'

/** How an instrument trades on paper; see `PaperInstrument`. */
const paperInstrument = section({
  /** Instrument of a feed whose market fills its orders. */
  market: instrumentField,
  lot: positive,
  minLots: wholeNumberField.default(1),
  maxLots: wholeNumberField.optional(),
  tick: notNegative,
  /** Least value of an order, in the quote currency. */
  leastNotional: notNegative.optional(),
  fee: z.number().gt(-0.1).lt(0.1),
  impact: section({ coefficient: notNegative, volume: positive }).optional(),
})

/** Where orders go. */
export const venueSection = (secret: SecretField) =>
  z.discriminatedUnion(
    'kind',
    [
      section({
        kind: z.literal('paper'),
        name: nameField,
        seed: seedField.default(7),
        latency: section({
          leastSeconds: notNegative.max(60).default(0),
          meanSeconds: notNegative.max(60).default(0),
        }).prefault({}),
        rejectRate: share.default(0),
        thinRate: share.default(0),
        patienceSeconds: positive.max(600).default(5),
        /** By the symbol that portfolios trade. */
        instruments: z.record(symbolField, paperInstrument),
      }),
      section({
        kind: z.literal('ccxt'),
        name: nameField,
        exchange: z.string().regex(/^[a-z0-9]{1,40}$/, { error: "is an exchange as ccxt names it, such as 'deribit'" }),
        /** True: the exchange's test system. Trading with real money must be configured explicitly. */
        sandbox: z.boolean().default(true),
        apiKey: secret,
        secret,
        password: secret.optional(),
      }),
    ],
    kindsAre(['paper', 'ccxt']),
  )
