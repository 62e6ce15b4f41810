import type { Strategy } from '../../src/core/hedging/strategy'

/** One setting of a strategy family. */
export type FixedCandidate = { readonly setting: string; readonly strategy: Strategy }

/** A fixed strategy and the settings it is tuned over. */
export type CandidateFamily = { readonly strategy: string; readonly candidates: readonly FixedCandidate[] }

const duration = (seconds: number): string => {
  if (seconds % 86_400 === 0) return `${seconds / 86_400} d`
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${Math.round(seconds / 60)} min`
}

/** Interval lengths in bars: about seven an octave of two, up to a quarter of the option's life. */
const intervals = (optionBars: number): number[] =>
  [1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 96, 144, 192, 288, 432, 576].filter(
    (bars) => bars === 1 || bars * 4 <= optionBars,
  )

const halfWidths = [0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3]
/** A coarser grid of half-widths for rules that have a second parameter. */
const ranges = [0.01, 0.02, 0.03, 0.05, 0.08, 0.125, 0.2]
/** Shares of the price. */
const leastMoves = [0.001, 0.0025, 0.005, 0.01]
/** How often venues look at a fixed threshold, and after how long they rebalance whatever the drift. */
const VENUE_LOOK = 5
const VENUE_TIMER = 48 * 3600
const multipliers = [0.125, 0.18, 0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4, 5.6, 8]

/** The venues' timer, and a sixteenth, a quarter and all of the option's life in whole bars. */
const timers = (barSeconds: number, optionBars: number): number[] => {
  const lives = [1 / 16, 1 / 4, 1].map((share) => Math.max(1, Math.round(share * optionBars)) * barSeconds)
  return [...new Set([...lives, VENUE_TIMER])].sort((a, b) => a - b)
}

/** Every fixed strategy with a grid so fine that it costs little. Bands are scaled around risk aversion `a`. */
export const fixedFamilies = (a: number, barSeconds: number, optionBars: number): readonly CandidateFamily[] => [
  { strategy: 'no-hedge', candidates: [{ setting: 'none', strategy: { kind: 'no-hedge' } }] },
  { strategy: 'every-step', candidates: [{ setting: 'every look', strategy: { kind: 'every-step' } }] },
  {
    strategy: 'fixed-interval',
    candidates: intervals(optionBars).map((bars) => ({
      setting: `every ${duration(bars * barSeconds)}`,
      strategy: { kind: 'fixed-interval', seconds: bars * barSeconds },
    })),
  },
  {
    strategy: 'leland',
    candidates: intervals(optionBars).map((bars) => ({
      setting: `every ${duration(bars * barSeconds)}`,
      strategy: { kind: 'leland', seconds: bars * barSeconds },
    })),
  },
  {
    strategy: 'fixed-band',
    candidates: halfWidths.map((halfWidth) => ({
      setting: `half-width ${halfWidth}`,
      strategy: { kind: 'fixed-band', halfWidth },
    })),
  },
  {
    strategy: 'delta-threshold',
    candidates: halfWidths.map((threshold) => ({
      setting: `threshold ${threshold}`,
      strategy: { kind: 'delta-threshold', threshold, seconds: Math.max(VENUE_LOOK, barSeconds) },
    })),
  },
  {
    strategy: 'range-and-move',
    candidates: ranges.flatMap((halfWidth) =>
      leastMoves.map((leastMove) => ({
        setting: `range ${halfWidth}, move ${100 * leastMove} %`,
        strategy: { kind: 'range-and-move', halfWidth, leastMove },
      })),
    ),
  },
  {
    strategy: 'drift-or-timer',
    candidates: ranges.flatMap((drift) =>
      timers(barSeconds, optionBars).map((seconds) => ({
        setting: `drift ${drift} or ${duration(seconds)}`,
        strategy: { kind: 'drift-or-timer', drift, seconds },
      })),
    ),
  },
  {
    strategy: 'whalley-wilmott',
    candidates: multipliers.map((multiplier) => ({
      setting: `× ${multiplier}`,
      strategy: { kind: 'whalley-wilmott', riskAversion: a, multiplier },
    })),
  },
  {
    strategy: 'zakamouline',
    candidates: multipliers.map((multiplier) => ({
      setting: `a = ${Number((a / multiplier ** 2).toPrecision(3))}`,
      strategy: { kind: 'zakamouline', riskAversion: a / multiplier ** 2 },
    })),
  },
]
