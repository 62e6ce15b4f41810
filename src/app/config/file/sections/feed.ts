import { z } from 'zod'
import { tardisExchanges } from '../../../../adapters/feeds/tardis/tardis-source'
import { chainInstrument } from '../../../../core/market/venues/instrument-facts'
import { defaultBreaker } from '../../../../core/reading/breaker'
import { defaultTrust } from '../../../../core/reading/trust/trust-limits'
import {
  instantField,
  instrumentField,
  kindsAre,
  nameField,
  notNegative,
  pathField,
  positive,
  section,
  share,
  wholeNumberField,
  type SecretField,
} from '../fields'

/** Flash-crash breaker of a feed's markets, see `BreakerLimits`. */
const breakerSection = section({
  move: z.number().positive().lt(1).default(defaultBreaker.move),
  withinSeconds: positive.max(86_400).default(defaultBreaker.withinSeconds),
  spread: positive.default(defaultBreaker.spread),
  calmSeconds: positive.max(86_400).default(defaultBreaker.calmSeconds),
}).prefault({})

const days = positive.max(36_500)

const excess = z.number().min(1).max(1e6)

/** When the models of a feed's markets are trusted, see `TrustLimits`. */
const trustSection = section({
  maxAgeDays: days.default(defaultTrust.maxAgeDays),
  maxAgeShare: notNegative.max(1e3).default(defaultTrust.maxAgeShare),
  windowDays: days.default(defaultTrust.windowDays),
  leastBars: wholeNumberField.max(100_000).default(defaultTrust.leastBars),
  maxOutside: share.default(defaultTrust.maxOutside),
  maxUnlike: share.default(defaultTrust.maxUnlike),
  driftExcess: excess.default(defaultTrust.driftExcess),
  maxDrifted: share.default(defaultTrust.maxDrifted),
  stuckExcess: excess.default(defaultTrust.stuckExcess),
  maxRatio: z.number().gt(1).max(1e6).default(defaultTrust.maxRatio),
  lossTolerance: notNegative.max(1e3).default(defaultTrust.lossTolerance),
  lossAlarmDays: days.default(defaultTrust.lossAlarmDays),
  calmDays: notNegative.max(36_500).default(defaultTrust.calmDays),
  silentDays: days.default(defaultTrust.silentDays),
  maxSilent: share.gt(0).default(defaultTrust.maxSilent),
  shareDays: days.default(defaultTrust.shareDays),
}).prefault({})

const common = {
  name: nameField,
  /** `venue/symbol` of each. */
  instruments: z.array(instrumentField).min(1).max(1_000),
  breaker: breakerSection,
  trust: trustSection,
}

/** Where markets come from. */
export const feedSection = (secret: SecretField) =>
  z.discriminatedUnion(
    'kind',
    [
      /** A recording as a live feed. */
      section({
        kind: z.literal('replay'),
        ...common,
        recording: pathField,
        /** Recorded seconds a second; absent: as fast as it is taken. */
        speed: positive.max(1e6).optional(),
        /** Span of arrival, from inclusive, to exclusive; absent: all there is. */
        from: instantField.optional(),
        to: instantField.optional(),
      }),
      /**
       * Deribit's own stream; `sandbox` is its test exchange. With `chain`, 'BTC' or 'BTC_USDC', the options on it are
       * asked for as well and make the market 'deribit/BTC'; all instruments are then on it.
       */
      section({
        ...{ kind: z.literal('deribit'), ...common, sandbox: z.boolean().default(false) },
        chain: z
          .string()
          .regex(/^[A-Z0-9]{2,10}(_[A-Z]{3,5})?$/, { error: 'is an underlying with options, such as BTC or SOL_USDC' })
          .optional(),
      }).superRefine(({ chain, instruments }, context) => {
        if (chain === undefined) return
        const strangers = instruments.filter((name) => chainInstrument(name) !== `deribit/${chain}`)
        if (strangers.length > 0)
          context.addIssue({ code: 'custom', path: ['instruments'], message: `${strangers[0]} is not on ${chain}` })
        else if (!instruments.includes(`deribit/${chain}`))
          context.addIssue({
            code: 'custom',
            path: ['instruments'],
            message: `lack deribit/${chain}, the chain itself`,
          })
      }),
      /** Streams of an exchange through tardis-dev. */
      section({
        kind: z.literal('tardis'),
        ...common,
        exchange: z.enum(tardisExchanges, { error: `is one of ${tardisExchanges.join(', ')}` }),
        apiKey: secret.optional(),
      }),
    ],
    kindsAre(['replay', 'deribit', 'tardis']),
  )
