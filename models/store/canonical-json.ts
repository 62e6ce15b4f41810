type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry as Json)]),
  )
}

/** JSON with the keys of every object in code-unit order: equal values give equal text. Absent keys are left out. */
export const canonicalJson = (value: unknown): string =>
  `${JSON.stringify(sorted(JSON.parse(JSON.stringify(value)) as Json), undefined, 1)}\n`
