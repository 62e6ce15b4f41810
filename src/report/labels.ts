import type { VolatilityRead } from './policy-scores'
import type { RegimeScore } from './summary'

const models: Readonly<Record<string, string>> = {
  bandshift: 'bandshift',
  ewma: 'EWMA',
  har: 'HAR',
  wlsHar: 'WLS-HAR',
  logHar: 'log-HAR',
  seasonalLogHar: 'seasonal log-HAR',
  harq: 'HARQ',
  garch: 'GARCH(1,1)',
}

const strategies: Readonly<Record<string, string>> = {
  'no-hedge': 'No hedge',
  'fixed-interval': 'Fixed interval',
  'fixed-band': 'Fixed band',
  'delta-threshold': 'Delta threshold',
  'range-and-move': 'Range and least move',
  'drift-or-timer': 'Drift or timer',
  'whalley-wilmott': 'Whalley-Wilmott',
  zakamouline: 'Zakamouline',
  adaptive: 'Adaptive',
  'every-step': 'Delta every step',
  'hodges-neuberger': 'Hodges-Neuberger',
  network: 'Band network',
  cppi: 'CPPI',
  obpi: 'OBPI',
  'buy-and-hold': 'Buy and hold',
  vault: 'Vault',
  'greeks-delta': 'Delta alone',
  'greeks-delta-gamma': 'Delta and gamma',
  'greeks-delta-vega': 'Delta and vega',
  'greeks-delta-gamma-vega': 'Delta, gamma, vega',
  'greeks-least-squares': 'Least squares',
  'gamma-scalp': 'Gamma scalp',
  'rebalance-never': 'Never rebalanced',
  'rebalance-calendar': 'By calendar',
  'rebalance-absolute': 'Absolute band',
  'rebalance-relative': 'Relative band',
  'rebalance-volatility': 'Volatility band',
  'rebalance-cost-optimal': 'Cost-optimal band',
  leland: 'Leland',
}

/** Name of a volatility model as the field writes it; the key itself where unknown. */
export const modelLabel = (key: string): string => models[key] ?? key

/** Name of a hedging strategy for a person; the key itself where unknown. */
export const strategyLabel = (key: string): string => strategies[key] ?? key

/** Which volatility a strategy's formula reads, behind its name; '' for one that reads none, and for adaptive. */
export const volatilityLabel = (strategy: string, volatility: VolatilityRead): string =>
  strategy === 'adaptive' || volatility === 'none' ? '' : volatility === 'forecast' ? ' at our forecast' : ' at log-HAR'

/** What called regimes are judged against. */
export const judgeLabels: Readonly<Record<RegimeScore['judgedBy'], string>> = {
  truth: 'the simulator’s states',
  'hidden-regimes': 'smoothed hidden regimes',
  'jump-model': 'the jump model’s smoothed states',
  'forward-variance': 'classes of the variance to come',
}

/** Banner above every result of a recording. */
export const originBanner = (origin: 'real' | 'synthetic'): string =>
  origin === 'synthetic' ? 'SYNTHETIC DATA' : 'REAL DATA'
