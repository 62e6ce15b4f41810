import { z } from 'zod'
import { finite, list, named, time } from './shape'

const trust = named(
  'Trust',
  z.union([
    z.object({ kind: z.literal('models') }),
    z.object({ kind: z.literal('baseline'), reasons: list(z.string()) }),
  ]),
)

const trustFigures = named(
  'TrustFigures',
  z.object({
    trustedShare: finite.describe('Share of the last bars on which the models were trusted'),
    distrustedBars: z.int().describe('Bars in a row on which they were not trusted'),
    silenced: z.boolean().describe('Not trusted for so long or so often that the trust rule itself may be wrong'),
    outsideShare: finite.describe('Share of the last rows beyond the range of training'),
    unlikeShare: finite.describe('Share of the last rows unlike those of training'),
    drifted: list(z.string()).describe('Columns distributed otherwise than in training'),
    stuck: list(z.string()).describe('Columns that do not change'),
    lossEvidence: finite.describe('At 1 the forecaster counts as worse than log-HAR'),
    logHarHorizons: list(z.int()).optional().describe('Longer horizons, in bars, at which log-HAR serves in its place'),
  }),
)

const modelVersions = named(
  'ModelVersions',
  z.object({ forecaster: z.string(), classifier: z.string(), policy: z.string() }),
)

export const feedStatus = named(
  'FeedStatus',
  z.object({
    source: z.string(),
    status: z.enum(['connecting', 'connected', 'disconnected', 'stale', 'ended']),
    since: time,
    reason: z.string().optional(),
    reconnects: z.int().describe('Since the service started'),
  }),
)

const sureness = {
  time: time.describe('When it was fitted'),
  quotes: z.int().describe('Quotes that it was fitted to'),
  inside: finite.describe('Share of them that it lies inside bid and ask of'),
  carried: z.string().optional().describe('Why it is not renewed; absent where it is the newest that could be'),
}

const surfaceState = named('SurfaceState', z.object({ ...sureness, expiries: z.int() }))

const vol = finite.describe('Implied, annual')

/** A surface of options with what it was fitted to. */
export const surface = named(
  'Surface',
  z.object({
    instrument: z.string().describe('The market of the options, venue/symbol'),
    ...sureness,
    age: finite.describe('Seconds since it was fitted, by the clock of the service'),
    refused: z.record(z.string(), z.int()).describe('Quotations that did not count at the last attempt, by reason'),
    expiries: list(
      z.object({
        expiry: time,
        years: finite,
        forward: finite,
        forwardError: finite.describe('One standard error of put-call parity; 0 where a dated future is quoted'),
        atMoney: vol,
        riskReversal: vol.optional().describe('25-delta call less put'),
        butterfly: vol.optional().describe('Mean of 25-delta call and put less at the money'),
        inside: finite,
        points: list(z.object({ k: finite.describe('ln(strike / forward)'), bid: vol.optional(), mid: vol, ask: vol })),
        curve: list(z.object({ k: finite, vol })).describe('The fitted smile'),
      }),
    ),
  }),
)

/** What is known of an instrument: the market state that decisions see, and how it arrives. */
export const market = named(
  'Market',
  z.object({
    instrument: z.string().describe('venue/symbol'),
    /** Names of the states, by rising volatility. */
    regimes: list(z.string()),
    events: z.int(),
    time: time.describe('Arrival of the last event, microseconds'),
    spot: finite,
    bid: finite.optional(),
    ask: finite.optional(),
    gapSince: time.optional().describe('Since when the record is broken'),
    barTime: time.optional(),
    bars: z.int(),
    posterior: list(finite).describe('Probability of each regime; empty before the features are warm'),
    regime: z.int().optional(),
    volatility: list(z.object({ years: finite, vol: finite })).describe('Average annual volatility by maturity'),
    interval: list(z.object({ years: finite, low: finite, high: finite })),
    realizedVol: finite.optional().describe('Annual, over the last trading day'),
    toxicityPercentile: finite.optional(),
    surface: surfaceState.optional().describe('Last good surface of its options; /api/v1/market/surface has it whole'),
    models: modelVersions.optional(),
    trust,
    trustFigures: trustFigures.optional(),
    feed: feedStatus.optional(),
  }),
)

/** A model in use, or that may be. */
export const model = named(
  'Model',
  z.object({
    kind: z.string().describe('volatility-forecaster, regime-classifier, hedging-policy'),
    id: z.string(),
    champion: z.boolean(),
    trainedTo: time.optional().describe('End of the data it was fitted on'),
    note: z.string().optional(),
    band: z.enum(['formula', 'learned']).optional().describe('Of a policy: what makes its band'),
    bandText: z.string().optional().describe('Of a policy: its band in a sentence'),
    bandReason: z.string().optional().describe('Of a policy: why its band is learned, or is not'),
  }),
)

export type InstrumentView = z.infer<typeof market>

export type SurfaceItem = z.infer<typeof surface>

export type FeedStatus = z.infer<typeof feedStatus>

export type Model = z.infer<typeof model>
