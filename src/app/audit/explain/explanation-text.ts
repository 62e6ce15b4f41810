import type { Explanation } from './explain-decision'
import { inDigits, type Section } from './section'

const sectionText = ({ title, lines }: Section): string => {
  const names = Math.max(...lines.map(({ name }) => name.length))
  const values = Math.max(...lines.map(({ value }) => inDigits(value).length).filter((length) => length <= 30), 0)
  const rows = lines.map(({ name, value, how }) =>
    `  ${name.padEnd(names)}  ${inDigits(value).padEnd(values)}${how === undefined ? '' : `  ${how}`}`.trimEnd(),
  )
  return [title, ...rows].join('\n')
}

const verdict = ({ reproduces, differences }: Explanation): string =>
  reproduces
    ? 'Recomputed from its inputs: the same outputs, byte for byte.'
    : [
        'Recomputed from its inputs: NOT what was stored.',
        ...differences.map(({ path, kept, recomputed }) => `  ${path}: stored ${kept}, recomputed ${recomputed}`),
      ].join('\n')

/** An explanation for a person. */
export const explanationText = (explanation: Explanation): string =>
  [
    `Decision ${explanation.sequence} of ${explanation.portfolio}: ${explanation.kind} (${explanation.reasons.join(', ')})`,
    verdict(explanation),
    ...explanation.sections.map(sectionText),
  ].join('\n\n')
