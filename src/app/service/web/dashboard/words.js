const sentences = {
  'not-due': 'not due yet',
  'price-trigger': 'the price moved past its trigger',
  'no-hedge': 'the strategy does not hedge',
  scheduled: 'the strategy goes to its centre at this evaluation',
  'inside-band': 'inside the band',
  'outside-band': 'outside the band',
  'small-move': 'outside the band, but the price has moved too little since the last trade',
  'half-width-at-floor': 'the band is at its narrowest',
  'half-width-at-ceiling': 'the band is at its widest',
  'toxic-flow': 'waits for the flow to calm',
  'risk-limit': 'the flow is toxic, but the exposure is past its risk limit',
  'wait-limit': 'the flow is toxic, but the hedge has waited long enough',
  'option-settled': 'options settled at their expiry',
  'option-unsettled': 'an expired option waits for its delivery price: equity is provisional',
  'funding-booked': 'funding booked at its time',
  'dividend-booked': 'a dividend booked on its day',
  'funding-unknown': 'a funding waits for its rate: the profit is without it',
  'surface-too-old': 'options at one volatility by maturity: their surface is too old',
  'surface-missing': 'options at one volatility by maturity: their market has no surface',
  'surface-without-dividends': 'options at one volatility by maturity: a surface does not hold their dividends',
  'less-than-a-lot': 'less than a lot to trade',
  'order-cap': 'cut to the largest order allowed',
}

const triggers = {
  start: 'at the start',
  scheduled: 'on time',
  price: 'by price',
  operator: 'by an operator',
  watchdog: 'by the watchdog',
}

/** A code of the service for a person; one that is not known stays as it is. */
export const reason = (code) => sentences[code] ?? code
export const reasons = (codes) => codes.map(reason).join('; ')
export const trigger = (code) => triggers[code] ?? code

export const modes = { active: 'active', reducing: 'reducing only', halted: 'halted' }
export const modeTone = { active: 'good', reducing: 'warn', halted: 'bad' }
export const decisionTone = { hold: '', trade: 'good', wait: 'warn', refused: 'bad' }
export const orderTone = {
  filled: 'good',
  cancelled: '',
  rejected: 'bad',
  expired: 'warn',
  lost: 'bad',
  pending: 'warn',
  sent: 'warn',
  working: 'warn',
}
export const feedTone = { connected: 'good', connecting: 'warn', stale: 'warn', disconnected: 'bad', ended: '' }

/** Names of a regime and its colour; two states take the outer two of three. */
export const regimeName = (market, state) => market.regimes[state] ?? `state ${state}`
export const regimeColour = (states, state) => `--state${states === 2 && state === 1 ? 2 : state % 5}`
