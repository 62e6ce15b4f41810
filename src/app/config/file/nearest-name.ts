/** Least number of letters to insert, delete or replace (Levenshtein, 1966). */
export const editDistance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)))
    previous = row
  }
  return previous[b.length]
}

const most = 64

/** The name that is nearest to what was written, case aside; the first of several, undefined of none. */
export const nearestName = (written: string, known: readonly string[]): string | undefined => {
  const text = written.slice(0, most).toLowerCase()
  let best: { name: string; distance: number } | undefined
  for (const name of known) {
    const distance = editDistance(text, name.toLowerCase())
    if (best === undefined || distance < best.distance) best = { name, distance }
  }
  return best?.name
}
