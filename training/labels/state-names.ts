/** Names of K ≥ 2 states in rising order of volatility. */
export const stateNames = (states: number): string[] => {
  if (states === 2) return ['calm', 'turbulent']
  if (states === 3) return ['calm', 'normal', 'turbulent']
  return Array.from({ length: states }, (_, k) => `state ${k + 1} of ${states}`)
}
