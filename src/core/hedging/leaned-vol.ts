/**
 * Volatility that leans from a forecast to what was realized lately: forecast^(1 − lean) × recent^lean, lean in [0, 1].
 * The forecast itself at 0.
 */
export const leanedVol = (forecast: number, recent: number, lean: number): number =>
  lean === 0 ? forecast : forecast ** (1 - lean) * recent ** lean
