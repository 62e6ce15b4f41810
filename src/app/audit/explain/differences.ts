import { canonicalJson } from '../../../core/canonical-json'

/** A place where two values differ, as JSON; 'absent' where one has nothing there. */
export type DifferentPlace = { readonly path: string; readonly kept: string; readonly recomputed: string }

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const text = (value: unknown): string => (value === undefined ? 'absent' : canonicalJson(value))

/**
 * Where two pieces of plain data differ, leaf by leaf, the first `most` of them; none where their canonical JSON is the
 * same, byte for byte.
 */
export const differences = (kept: unknown, recomputed: unknown, most = 20, path = ''): readonly DifferentPlace[] => {
  if (text(kept) === text(recomputed)) return []
  if (!isTree(kept) || !isTree(recomputed) || Array.isArray(kept) !== Array.isArray(recomputed))
    return [{ path, kept: text(kept), recomputed: text(recomputed) }]
  const found: DifferentPlace[] = []
  for (const key of new Set([...Object.keys(kept), ...Object.keys(recomputed)])) {
    if (found.length >= most) break
    found.push(...differences(kept[key], recomputed[key], most - found.length, path === '' ? key : `${path}.${key}`))
  }
  return found
}
