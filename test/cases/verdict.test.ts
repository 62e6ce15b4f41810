import { testCase } from './run-case'

testCase('33-stablecoin-forecast-verdict', 'the verdict names the best baseline', ({ text, exits }) => {
  expect(exits).toEqual([0, 0, 0])
  const sentences = text.split('\n').filter((line) => line.startsWith('Volatility over'))
  expect(sentences).toHaveLength(4)
  for (const sentence of sentences)
    expect(sentence).toMatch(/the best baseline|better than the forecaster beyond chance: /)
  // Log-HAR on the logs of a floor far below a tick lost eleven times what HAR does.
  const loss = (model: string): number => Number(new RegExp(`^${model} +([\\d.]+)`, 'm').exec(text)?.[1])
  expect(loss('log-HAR')).toBeLessThan(3 * loss('HAR'))
  expect(loss('bandshift')).toBeLessThan(2 * loss('EWMA'))
})
