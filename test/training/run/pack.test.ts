import { packResult, unpackResult } from '../../../training/run/pack'

const value = { b: Float64Array.of(1, NaN), a: { y: [1, -Infinity, 'x'], x: Uint8Array.of(7) }, c: undefined }

test('a value comes back as it was, absent members absent', async () => {
  const files = await packResult(value)
  const back = await unpackResult((name) => Promise.resolve(Buffer.concat(files[name])))
  expect(back).toStrictEqual({ b: value.b, a: value.a })
})

test('equal values give the same bytes, in whatever order their members were written', async () => {
  const { a, b } = value
  expect(await packResult({ a: { x: a.x, y: a.y }, b })).toEqual(await packResult({ b, a: { y: a.y, x: a.x } }))
})
