import type { Backtest } from '../report/backtest/backtest'
import type { Measured } from '../report/summary'

const figure = (value: number): string => {
  if (Math.abs(value) >= 100) return value.toFixed(0)
  if (Math.abs(value) >= 1) return value.toFixed(2)
  return Math.abs(value) < 5e-6 ? '0.00000' : value.toFixed(5)
}

const interval = ({ value, ci: [low, high] }: Measured): string => `${figure(value)} [${figure(low)}, ${figure(high)}]`

/**
 * A backtest for a person: strategy by strategy, each measure with its 95 % interval and how far it is from the first
 * strategy's.
 */
export const backtestText = ({ title, steps, stepSeconds, volSource, paths, seed, strategies }: Backtest): string => {
  const head = `${title}\n${paths} paths, ${steps} looks of ${stepSeconds} s, volatility ${volSource}, seed ${seed}; 95 % intervals`
  const blocks = strategies.map(({ strategy, setting, measures, excess }) => {
    const rows = Object.entries(measures).map(([name, measured]) => {
      const against = excess?.[name]
      const text = `  ${name.padEnd(22)} ${interval(measured).padEnd(34)}`
      return against === undefined ? text.trimEnd() : `${text} ${against.value >= 0 ? '+' : ''}${interval(against)}`
    })
    return [`${strategy}${setting === '' ? '' : ` (${setting})`}`, ...rows].join('\n')
  })
  const note = strategies.length > 1 ? [`right column: less ${strategies[0].strategy}, same paths`] : []
  return [head, ...blocks, ...note].join('\n\n')
}
