// The five statistics danfojs-node takes from mathjs. The full package costs three seconds of import time.
const flat = (args) => args.flat(Infinity).filter((x) => typeof x === 'number')
const mean = (...args) => {
  const x = flat(args)
  return x.reduce((sum, v) => sum + v, 0) / x.length
}
const variance = (...args) => {
  const x = flat(args.filter((a) => typeof a !== 'string'))
  if (x.length === 1) return 0
  const m = mean(x)
  return x.reduce((sum, v) => sum + (v - m) ** 2, 0) / (x.length - 1)
}
const std = (...args) => Math.sqrt(variance(...args))
const median = (...args) => {
  const x = flat(args).sort((a, b) => a - b)
  const half = x.length >> 1
  return x.length % 2 ? x[half] : (x[half - 1] + x[half]) / 2
}
const mode = (...args) => {
  const counts = new Map()
  for (const v of flat(args)) counts.set(v, (counts.get(v) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return [...counts].filter(([, n]) => n === most).map(([v]) => v)
}
module.exports = { mean, variance, std, median, mode }
