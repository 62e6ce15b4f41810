const first = 250
const most = 30_000

/** A fixed share of [0, 1) for a text, so that the pauses of many ids differ. */
const shareOf = (text: string): number => {
  let hash = 2_166_136_261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619)
  return (hash >>> 0) / 2 ** 32
}

/**
 * How long to wait after so many failures in a row of an id, milliseconds: doubling from a quarter of a second to half
 * a minute, less up to a quarter.
 */
export const pauseAfter = (id: string, failures: number): number =>
  Math.min(most, first * 2 ** Math.min(failures - 1, 20)) * (1 - shareOf(`${id} ${failures}`) / 4)
