import { regimesText } from '../../src/cli/regimes-text'

test('regimes stand as a table with the length of the path and the use', () => {
  const text = regimesText({
    ...{ seed: 7, replications: 100 },
    rows: [
      {
        ...{ bars: 1000, model: 'hmm', use: 'smoothed', published: 0.852 },
        balancedAccuracy: { mean: 0.8612, standardError: 0.0123 },
      },
    ],
  })
  expect(text).toContain('mean of 100 paths')
  expect(text).toMatch(/^ *1000 +hmm +smoothed +0\.861 +0\.012 +0\.852$/m)
})
