import * as echarts from 'echarts'
import { page } from '../../../src/report/page/page'
import { aRecordingResult, aSummary } from '../a-summary'

const score = {
  ...{ horizon: '1d', features: '+ season', columns: 41, qlike: 0.25214 },
  toLogHar: { ratio: 0.912, ci: [0.882, 0.946] },
  step: { ratio: 1.02, ci: [0.99, 1.05] },
  unseen: { qlike: 0.2, toLogHar: { ratio: 0.86, ci: [0.807, 0.926] } },
} as const

test('a leg with families of features shows a table a horizon, sure gains marked', () => {
  const text = page(
    echarts,
    aSummary({ legs: [aRecordingResult({ features: [score, { ...score, horizon: '6h' }] })] }),
    [],
  )
  expect(text.match(/<caption>\s*What helps (1d|6h) ahead/g)).toHaveLength(2)
  expect(text).toMatch(/<td class="num best">0\.912 \[0\.882, 0\.946\]<\/td>/)
  expect(text).toMatch(/<td class="num">1\.020 \[0\.990, 1\.050\]<\/td>/)
})

test('a leg without one shows none', () => {
  expect(page(echarts, aSummary({ legs: [aRecordingResult()] }), [])).not.toContain('What helps')
})
