/**
 * Colours of the charts. A chart is drawn in the light colours; in the page each becomes a CSS variable of the same
 * name, so that one drawing serves light and dark. No two may be equal.
 */
export const lightColours = {
  text: '#4c5663',
  grid: '#e2e6eb',
  price: '#2d3a4a',
  blue: '#1f6fb8',
  orange: '#c8680c',
  green: '#2f8554',
  purple: '#7d53a8',
  red: '#b83a43',
  teal: '#13838c',
  brown: '#8a6a2f',
  pink: '#c24f96',
  grey: '#8a94a1',
  state0: '#5aa7a0',
  state1: '#e0b34c',
  state2: '#cf5148',
  state3: '#8b5fb0',
  state4: '#5c6bc0',
} as const

export type Colour = keyof typeof lightColours

export const darkColours: Readonly<Record<Colour, string>> = {
  text: '#a9b4c2',
  grid: '#2b343f',
  price: '#d5dde7',
  blue: '#6cb2f2',
  orange: '#f2a04a',
  green: '#6cc795',
  purple: '#bb95e0',
  red: '#f0787f',
  teal: '#55c4cd',
  brown: '#c9a566',
  pink: '#ea8cc6',
  grey: '#7d8896',
  state0: '#3f8f88',
  state1: '#c4952c',
  state2: '#c7483f',
  state3: '#9c70c2',
  state4: '#7180d8',
}

/** Colour of a regime, states ordered by volatility: two states take the outer two of three; past five they repeat. */
export const stateColour = (state: number, states: number): Colour => {
  const scale: readonly Colour[] = ['state0', 'state1', 'state2', 'state3', 'state4']
  return states === 2 && state === 1 ? 'state2' : scale[state % scale.length]
}

const families: readonly Colour[] = ['orange', 'green', 'purple', 'teal', 'red', 'brown', 'pink', 'grey']

/** Colour of a strategy among `strategies`: adaptive is always blue. */
export const strategyColour = (strategy: string, strategies: readonly string[]): Colour =>
  strategy === 'adaptive'
    ? 'blue'
    : families[strategies.filter((name) => name !== 'adaptive').indexOf(strategy) % families.length]
