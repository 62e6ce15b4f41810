import { testCase } from './run-case'

testCase('07-inverse-perpetual-cost-card', 'an inverse and a linear contract have one card', ({ text, exits }) => {
  expect(exits).toEqual([0, 0, 0, 0])
  const cards = text.split(/^total in .*$/m).slice(1)
  const figures = cards.map((card) => [...card.matchAll(/^(?:book walk|daily) .*$/gm)].map(([line]) => line))
  expect(figures[0]).toEqual(figures[1])
  expect(figures[0].join('\n')).toMatch(/1e\+5: 0\.05\d \[[^\]]*\] bp/)
  expect(figures[0].join('\n')).toMatch(/1e\+6 and more: too thin/)
  expect(figures[0].join('\n')).toMatch(/volume 33\d\d BTC/)
})

testCase('34-symbol-with-a-slash', 'the configuration names what the importer accepts', ({ text, exits }) => {
  expect(exits).toEqual([0])
  expect(text).toContain('symbol=ETH%2FUSD')
  expect(text).toContain('nothing is wrong')
})
