import type { PromotionDecision } from '../../../src/core/promotion/decide-promotion'
import { actionOf } from '../../../training/run/decide-set'

const better: Pick<PromotionDecision, 'promote' | 'reasons'> = {
  promote: true,
  reasons: [{ kind: 'better', measure: 'qlike 12', ratio: 0.9, p: 0.0004 }],
}
const unclear: typeof better = { promote: false, reasons: [{ kind: 'not-better' }, { kind: 'not-fresher' }] }
const worse: typeof better = { promote: false, reasons: [{ kind: 'worse', measure: 'log-loss', ratio: 1.2, p: 0.01 }] }

test('a set that is better goes into service, one that may be is shadowed, one that is worse stays in the registry', () => {
  expect([better, unclear, worse].map((own) => actionOf(own, 'earned').action)).toEqual(['promote', 'nominate', 'keep'])
})

test('where an operator promotes, one that is better is shadowed with that reason, and the others are treated alike', () => {
  expect(actionOf(better, 'nominate')).toEqual({
    action: 'nominate',
    reasons: ['qlike 12: loses 90.0 % of what the champion does, p < .001', 'promoting it is left to an operator'],
  })
  for (const own of [unclear, worse]) expect(actionOf(own, 'nominate')).toEqual(actionOf(own, 'earned'))
})
