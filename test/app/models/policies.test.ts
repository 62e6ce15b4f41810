import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogEvent } from '../../../src/app/log'
import { openPolicies } from '../../../src/app/models/policies'
import { publishedSets, type PublishedSets } from '../../models/store/a-registry'

let sets: PublishedSets
beforeAll(async () => {
  sets = await publishedSets(2)
})
afterAll(() => sets.remove())

const madeBy = (policy: string) => ({ policy, forecaster: sets.forecaster, classifier: sets.classifier })

test('the policy of a market’s models is found whatever is in service; an unreadable one is not replaced by another', async () => {
  const errors: LogEvent[] = []
  const quiet = (): void => undefined
  const log = { debug: quiet, info: quiet, warn: quiet, error: (event: LogEvent) => void errors.push(event) }
  const policies = openPolicies(sets.registry, log)
  const [first, second] = sets.policies
  expect(await policies.of(madeBy(first))).toMatchObject({ id: first, baseline: { kind: 'whalley-wilmott' } })
  expect(await policies.of(madeBy(second))).toMatchObject({ id: second })
  await rm(join(sets.registry, 'hedging-policy', first), { recursive: true })
  // Read once.
  expect(await policies.of(madeBy(first))).toMatchObject({ id: first })
  const unknown = madeBy('ab'.repeat(8))
  expect([await policies.of(unknown), await policies.of(unknown)]).toEqual([undefined, undefined])
  expect(errors).toMatchObject([{ event: 'policy.unread', policy: 'ab'.repeat(8) }])
})
