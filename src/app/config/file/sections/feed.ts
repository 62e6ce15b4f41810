import { z } from 'zod'
import { tardisExchanges } from '../../../../adapters/feeds/tardis/tardis-source'
import { instantField, instrumentField, nameField, pathField, positive, type SecretField } from '../fields'
import { kindsAre, section } from '../section'
import { breakerSection } from './breaker'
import { trustSection } from './trust'

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
      /** Deribit's own stream; `sandbox` is its test exchange. */
      section({ kind: z.literal('deribit'), ...common, sandbox: z.boolean().default(false) }),
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
