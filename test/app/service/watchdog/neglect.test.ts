import fc from 'fast-check'
import { findNeglected, lateness, unattendedFrom, type Watched } from '../../../../src/app/service/watchdog/neglect'
import { SECOND } from '../../../../src/core/market/event'

const start = 1_700_000_000 * SECOND
const desk = (changes: Partial<Watched> = {}): Watched => ({
  id: 'desk',
  mode: 'active',
  evaluatedAt: start,
  dueAt: start + 60 * SECOND,
  maxInterval: 300,
  ...changes,
})
const waiting = [{ id: 'desk', dueAt: undefined, state: 'waiting' as const }]
const kinds = (portfolio: Watched, now: number, planned: Parameters<typeof findNeglected>[1] = waiting): string[] =>
  findNeglected([portfolio], planned, { since: start, now, least: SECOND }).map(({ kind }) => kind)

describe('a neglected portfolio', () => {
  test('has not been evaluated for two of the intervals its decision chose', () => {
    expect(kinds(desk(), start + 120 * SECOND)).toEqual([])
    expect(kinds(desk(), start + 120 * SECOND + 1)).toEqual(['unattended'])
  })

  test('counts two of the longest intervals where its decision chose a longer one, or none was made', () => {
    expect(unattendedFrom(desk({ dueAt: start + 9_000 * SECOND }), start, SECOND)).toBe(start + 600 * SECOND)
    expect(unattendedFrom(desk({ dueAt: undefined, evaluatedAt: undefined }), start, SECOND)).toBe(start + 600 * SECOND)
  })

  test('is not reported while an evaluation taken over from a worker that died may still come', () => {
    const quick = desk({ dueAt: start + SECOND / 10 })
    expect(unattendedFrom(quick, start, 5 * SECOND)).toBeGreaterThanOrEqual(quick.dueAt! + 5 * SECOND)
  })

  test('has no job, or a failed one', () => {
    expect(kinds(desk(), start, [])).toEqual(['no-job'])
    expect(kinds(desk(), start, [{ ...waiting[0], state: 'failed' }])).toEqual(['failed-job'])
    expect(kinds(desk(), start, [{ ...waiting[0], state: 'running' }])).toEqual([])
  })

  test('is noticed within two intervals of its last evaluation, whatever they are, and never before it is due', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400_000 }), fc.integer({ min: 1, max: 86_400 }), (ms, maxInterval) => {
        const interval = Math.min(ms * 1_000, maxInterval * SECOND)
        const from = unattendedFrom(desk({ dueAt: start + interval, maxInterval }), start, 1)
        expect(from - start).toBeLessThanOrEqual(2 * interval)
        expect(from).toBeGreaterThan(start + interval)
      }),
    )
  })

  test('is late by the time since it was due', () => {
    expect(lateness(desk(), start, start + 59 * SECOND)).toBe(0)
    expect(lateness(desk(), start, start + 61 * SECOND)).toBe(SECOND)
    expect(lateness(desk({ dueAt: undefined }), start, start + SECOND)).toBe(SECOND)
  })
})
