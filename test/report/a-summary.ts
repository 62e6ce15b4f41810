import type { Bounds } from '../../src/report/measured'
import type {
  ClassifierScore,
  ForecastScore,
  HedgingScore,
  RecordingResult,
  RegimeScore,
  Summary,
} from '../../src/report/summary'
import { policyScores } from './a-policy-scores'

export const aForecast = (over: Partial<ForecastScore> = {}): ForecastScore => ({
  series: 'regimes',
  horizon: '6h',
  horizonBars: 72,
  n: 11_904,
  qlike: { ewma: 0.5312, har: 0.4128, logHar: 0.3301, garch: 0.4417, harq: 0.4203, bandshift: 0.3117 },
  mse: { ewma: 3.2e-12, har: 2.4e-12, logHar: 2.2e-12, garch: 2.7e-12, harq: 2.5e-12, bandshift: 2.1e-12 },
  ratioToLogHar: 0.3117 / 0.3301,
  dm: { statistic: -2.41, pValue: 0.016 },
  baselines: [
    { model: 'logHar', ratio: 0.3117 / 0.3301, pValue: 0.016 },
    { model: 'har', ratio: 0.3117 / 0.4128, pValue: 0.001 },
  ],
  mcs90: ['bandshift', 'logHar'],
  coverage: { '0.05': 0.047, '0.5': 0.512, '0.95': 0.957 },
  ...over,
})

export const aClassifier = (over: Partial<ClassifierScore> = {}): ClassifierScore => ({
  balancedAccuracy: 0.842,
  logLoss: 0.412,
  brier: 0.231,
  confusion: [
    [5120, 402, 12],
    [388, 3710, 301],
    [9, 241, 1721],
  ],
  transitionRate: 0.0123,
  calibrationError: 0.021,
  ...over,
})

export const aRegime = (over: Partial<RegimeScore> = {}): RegimeScore => ({
  ...aClassifier(),
  series: 'regimes',
  n: 11_904,
  states: ['calm', 'normal', 'turbulent'],
  judgedBy: 'truth',
  trueTransitionRate: 0.0104,
  baselines: {
    threshold: aClassifier({ balancedAccuracy: 0.761, logLoss: 0.702, brier: 0.361, transitionRate: 0.0311 }),
    hmm: aClassifier({ balancedAccuracy: 0.823, logLoss: 0.455, brier: 0.249, transitionRate: 0.0142 }),
    'jump-model': aClassifier({ balancedAccuracy: 0.809, logLoss: 0.533, brier: 0.277, transitionRate: 0.0099 }),
  },
  nextHour: [
    { model: 'bandshift', loss: 0.771, excess: undefined },
    { model: 'hmm', loss: 0.879, excess: { value: 0.108, ci: [0.101, 0.115] } },
    { model: 'persistence', loss: 0.773, excess: { value: 0.002, ci: [-0.001, 0.005] } },
  ],
  ...over,
})

const around = (value: number, half: number): Bounds => [value - half, value + half]

/** A strategy with entropic price `price`; its excess is over a price of .0644 with a half-interval of .0004. */
export const aHedge = (strategy: string, price: number, over: Partial<HedgingScore> = {}): HedgingScore => {
  const values = {
    cost: 0.00105,
    meanPnl: -0.00213,
    sd: 0.01672,
    es95: 0.04091,
    entropicPrice: price,
    trades: 189.4,
    trackingSd: 0.00431,
    trackingEs95: 0.00853,
    ce: 0.00142,
    evaluations: 2016,
    turnover: 3.1,
    ...over,
  }
  return {
    series: 'regimes',
    strategy,
    paths: 3016,
    setting: 'risk aversion 30',
    excessOverAdaptive:
      strategy === 'adaptive' ? undefined : { value: price - 0.0644, ci: around(price - 0.0644, 4e-4) },
    excessEs95OverAdaptive:
      strategy === 'adaptive' ? undefined : { value: values.es95 - 0.0388, ci: around(values.es95 - 0.0388, 9e-4) },
    ...values,
    ci: {
      cost: around(values.cost, values.cost === 0 ? 0 : 0.00002),
      meanPnl: around(values.meanPnl, 0.00041),
      sd: around(values.sd, 0.00052),
      es95: around(values.es95, 0.00184),
      entropicPrice: around(price, 0.00061),
      trades: around(values.trades, values.trades === 0 ? 0 : 3.1),
      trackingSd: around(values.trackingSd, 0.00009),
      trackingEs95: around(values.trackingEs95, 0.00031),
      ce: around(values.ce, 0.00003),
      evaluations: around(values.evaluations, values.evaluations === 2016 ? 0 : 12),
      turnover: around(values.turnover, values.turnover === 0 ? 0 : 0.06),
      ...over.ci,
    },
  }
}

/** Six strategies, adaptive cheapest beyond chance on every measure. */
export const hedges = (): HedgingScore[] => [
  aHedge('no-hedge', 0.0954, {
    cost: 0,
    trades: 0,
    sd: 0.0612,
    es95: 0.1471,
    meanPnl: -0.0029,
    trackingSd: 0.0588,
    trackingEs95: 0.1309,
    ce: 0.0541,
    evaluations: 0,
    turnover: 0,
    setting: '–',
  }),
  aHedge('fixed-interval', 0.0682, { cost: 0.00134, sd: 0.0171, trades: 42, trackingSd: 0.0078, setting: 'every 4 h' }),
  aHedge('fixed-band', 0.0659, { cost: 0.00116, sd: 0.0174, trades: 219.2, setting: 'half-width 0.05' }),
  aHedge('whalley-wilmott', 0.0652),
  aHedge('zakamouline', 0.0651, { trackingSd: 0.0044, setting: 'risk aversion 10' }),
  aHedge('adaptive', 0.0644, {
    cost: 0.00091,
    meanPnl: -0.0019,
    sd: 0.01631,
    es95: 0.0388,
    trades: 40,
    trackingSd: 0.0041,
    trackingEs95: 0.0081,
    ce: 0.00121,
    evaluations: 402,
    turnover: 2.4,
    setting: 'scale 0.8 / 1.1 / 1.9',
  }),
]

export const aRecordingResult = (over: Partial<RecordingResult> = {}): RecordingResult => ({
  series: 'regimes',
  title: 'Simulated market with three regimes',
  origin: 'synthetic',
  barSeconds: 300,
  optionDays: 7,
  split: {
    trainFrom: '2024-01-01',
    trainTo: '2024-07-18',
    testFrom: '2024-07-18',
    testTo: '2024-08-30',
    trainBars: 57_600,
    testBars: 12_480,
  },
  forecast: [
    aForecast(),
    aForecast({ horizon: '1d', horizonBars: 288, n: 11_640, dm: { statistic: -0.62, pValue: 0.535 } }),
  ],
  forecastDetail: [
    {
      horizon: '6h',
      byRegime: [
        { regime: 'calm', n: 6000, qlike: 0.25, logHar: 0.26 },
        { regime: 'turbulent', n: 900, qlike: 0.61, logHar: 0.7 },
      ],
      worstDays: [{ day: '2024-08-05', qlike: 4.217, logHar: 4.6, forecastVol: 0.31, realizedVol: 1.12 }],
    },
  ],
  regime: aRegime(),
  hedging: hedges(),
  ...policyScores(),
  oracleGapShare: {
    price: 0.63,
    es95: 0.41,
    ci: { price: [0.38, 0.86], es95: [0.02, 0.8] },
    gap: { price: 0.0008, es95: 0.0051, ci: { price: [0.0005, 0.0011], es95: [0.002, 0.008] } },
  },
  verdict: ['The forecaster beats log-HAR at 6h; at 1d the two cannot be told apart.'],
  ...over,
})

/** A summary with realistic values of one synthetic leg; legs replace it. */
export const aSummary = ({ legs = [aRecordingResult()], ...over }: Partial<Summary> = {}): Summary => ({
  provenance: {
    data: legs.map(({ series, title, origin }) => ({ series, title, origin, sha256: 'a94f5e07'.repeat(8) })),
    origin: legs.every(({ origin }) => origin === legs[0].origin) ? legs[0].origin : 'mixed',
    seed: 7,
    versions: { bandshift: '0.1.0', node: '20.20.0', tensorflow: '4.22.0' },
    backend: 'wasm',
    commit: '88c5cfe1d2c3b4a5968778695a4b3c2d1e0f9a8b',
  },
  forecast: legs.flatMap(({ forecast }) => forecast),
  regime: legs[0].regime,
  hedging: legs.flatMap(({ hedging }) => hedging),
  frontier: legs.flatMap(({ frontier }) => frontier),
  costSaved: legs.flatMap(({ costSaved }) => costSaved),
  interval: legs[0].interval,
  byRegime: legs.flatMap(({ byRegime }) => byRegime),
  ablation: legs.flatMap(({ ablation }) => ablation),
  regimeChannels: legs.flatMap(({ regimeChannels }) => regimeChannels),
  oracleGapShare: legs[0].oracleGapShare,
  legs,
  ...over,
})
