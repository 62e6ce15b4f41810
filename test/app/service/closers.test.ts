import { parseSettings } from '../../../src/app/config/settings'
import { startLog } from '../../../src/app/log'
import { startClosers } from '../../../src/app/service/closers'

const silent = startLog(parseSettings({ BANDSHIFT_LOG: 'silent' }))

const never = (): Promise<void> => new Promise(() => undefined)

describe('closing', () => {
  test('ends the last opened first, whatever fails', async () => {
    const closed: string[] = []
    const closers = startClosers(silent)
    for (const name of ['first', 'second', 'third'])
      closers.add(name, () => {
        closed.push(name)
        if (name === 'second') throw new Error('stuck')
      })
    expect(await closers.close()).toEqual([])
    expect(await closers.close()).toEqual([])
    expect(closed).toEqual(['third', 'second', 'first'])
  })

  describe('with a patience', () => {
    beforeEach(() => jest.useFakeTimers())
    afterEach(() => jest.useRealTimers())

    test('leaves what hangs, names it, and ends within a second a part beyond it', async () => {
      const closed: string[] = []
      const closers = startClosers(silent)
      closers.add('database', () => void closed.push('database'))
      for (const name of ['queue', 'jobs', 'heartbeats']) closers.add(name, never)
      closers.add('failing', () => Promise.reject(new Error('stuck')))
      closers.add('web', () => void closed.push('web'))
      const began = performance.now()
      const left = closers.close(8_000)
      await jest.advanceTimersByTimeAsync(8_000)
      expect(await left).toEqual(['heartbeats', 'jobs', 'queue'])
      expect(performance.now() - began).toBeLessThanOrEqual(8_000)
      expect(closed).toEqual(['web', 'database'])
    })
  })
})
