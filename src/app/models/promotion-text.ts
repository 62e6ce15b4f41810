import type { DriftFinding } from '../../core/promotion/shadow/drift-watch'

const against: Readonly<Record<DriftFinding['kind'], string>> = {
  'worse-than-log-har': 'log-HAR',
  'worse-than-card': 'what its card expects',
  'edge-lost': 'the share of log-HAR that its card expects',
}

/** What a champion's losses say, as a person reads it. */
export const findingText = ({ kind, measure, loss, against: other, outcomes }: DriftFinding): string =>
  `${measure}: loses ${loss.toPrecision(3)} where ${against[kind]} is ${other.toPrecision(3)}, ${outcomes} outcomes`
