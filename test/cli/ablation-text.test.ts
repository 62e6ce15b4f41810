import { ablationText } from '../../src/cli/ablation-text'

test('what helps stands as two tables a recording, families and architectures', () => {
  const ratio = { ratio: 0.912, ci: [0.882, 0.946] as const }
  const text = ablationText({
    backend: 'wasm',
    recordings: [
      {
        recording: 'BTC hours',
        families: [
          {
            ...{ horizon: '1d', features: '+ season', columns: 41, qlike: 0.2521, toLogHar: ratio, step: ratio },
            unseen: { qlike: 0.2, toLogHar: { ratio: 0.86, ci: [0.807, 0.926] } },
          },
        ],
        architectures: {
          rows: [
            {
              ...{ architecture: 'GRU', parameters: 3730, epochSeconds: 9.2, epochs: 6.25 },
              horizons: [
                {
                  ...{ horizon: '1d', qlike: 0.3675, toLogHar: ratio, toLinear: { ratio: 0.984, ci: [0.912, 1.047] } },
                  unseen: { qlike: 0.4, toLogHar: ratio, toLinear: { ratio: 1.031, ci: [1.023, 1.039] } },
                },
              ],
            },
          ],
          kept: 'linear',
        },
      },
    ],
  })
  expect(text).toMatch(
    /^1d +\+ season +41 +0\.2521 +0\.912 \[0\.882, 0\.946\] +0\.912 \[0\.882, 0\.946\] +0\.860 \[0\.807, 0\.926\]$/m,
  )
  expect(text).toMatch(/^1d +GRU +3730 +9\.20 +6\.3 +0\.912 .* 0\.984 \[0\.912, 1\.047\] +1\.031 \[1\.023, 1\.039\]$/m)
  expect(text).toMatch(/at one budget on wasm; .* surely beats: linear$/m)
})
