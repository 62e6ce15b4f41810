import { forecastsText, settingAText, settingDText } from '../../src/cli/reproduce-text'

test('setting A stands as a table, ours beside published and exact, a dash where there is none', () => {
  const text = settingAText({
    trainingSeconds: 41.7,
    rows: [
      {
        strategy: 'zakamouline',
        a: 1,
        price: 0.0225931,
        standardError: 0.0000012,
        exact: 0.022542,
        published: 0.022592,
        toExact: { value: 5e-5, ci: [4e-5, 6e-5] },
        toZakamouline: { value: 0, ci: [0, 0] },
      },
      {
        strategy: 'leland',
        a: 100,
        price: 0.02502,
        standardError: 0.00001,
        exact: undefined,
        published: undefined,
        toExact: undefined,
        toZakamouline: { value: 0.0005, ci: [0.00049, 0.00051] },
      },
    ],
  })
  expect(text).toMatch(/strategy +a +ours +± s\.e\. +published +exact/)
  expect(text).toMatch(
    /^zakamouline +1 +0\.022593 +0\.000001 +0\.022592 +0\.022542 +50\.0 \[40\.0, 60\.0\] +0\.0 \[0\.0, 0\.0\]$/m,
  )
  expect(text).toMatch(/^leland +100 +0\.025020 +0\.000010 +– +– +– +500\.0 \[490\.0, 510\.0\]$/m)
  expect(text).toMatch(/trained in 42 s$/)
})

test('forecasts stand as a table, every figure beside the published one', () => {
  const figures = { mu: -0.0062, omega: 0.0107613, alpha: 0.153134, beta: 0.805974, logLikelihood: -1106.608 }
  const text = forecastsText({
    har: {
      coefficients: [0.11, 0.22, 0.33, 0.44],
      r2: 0.5,
      published: { coefficients: [0.1, 0.2, 0.3, 0.4], r2: 0.6 },
    },
    harq: { qlike: 0.1358, published: { qlike: 0.13577366 } },
    garch: { ...figures, published: figures },
    qlikeRatio: {
      spx: { logHar: 0.89, wlsHar: 0.9, harq: 1.02 },
      dji: { logHar: 0.82, wlsHar: 0.85 },
      published: { spx: { logHar: 0.891, wlsHar: 0.899, harq: 1.018 }, dji: { logHar: 0.818 } },
    },
  })
  expect(text).toMatch(/^HAR b3, S&P 500 +0\.44 +0\.4$/m)
  expect(text).toMatch(/^HARQ QLIKE in sample, S&P 500 +0\.1358 +0\.1357737$/m)
  expect(text).toMatch(/^GARCH\(1,1\) log likelihood +-1106\.608 +-1106\.608$/m)
  expect(text).toMatch(/^QLIKE over HAR: WLS-HAR, DJI +0\.85 +–$/m)
})

test('setting D stands as two tables, the gain of each centre with its months', () => {
  const text = settingDText({
    rows: [{ coin: 'BTC', spread: 0.1, pairs: 221470, plain: 0.8536, net: 0.9595 }],
    slope: [
      { coin: 'BTC', model: 'x', gain: 0.0568, dm: -1.061, p: 0.2894, months: { '2026-01': 0.1, '2026-02': -0.02 } },
      { coin: 'ETH', model: 'x', gain: 0.0433, dm: -1.145, p: 0.2526, months: { '2026-02': 0.3 } },
    ],
    index: [{ year: '2007', options: 10400, gain: 0.4287 }],
  })
  expect(text).toMatch(/^BTC +10 % +221,470 +0\.854 +0\.960$/m)
  expect(text).toMatch(/^BTC +x +0\.057 +-1\.06 +0\.289 +0\.100 +-0\.020$/m)
  expect(text).toMatch(/^ETH +x +0\.043 +-1\.15 +0\.253 +– +0\.300$/m)
  expect(text).toMatch(/^2007 +10,400 +0\.429$/m)
})
