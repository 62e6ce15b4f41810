import type { Bar } from '../market/bar'

/** A reading that some bars lack: the last one stands until the next; `before` until the first. */
export const startHold = (read: (bar: Bar) => number | undefined, before: number): ((bar: Bar) => number) => {
  let last = before
  return (bar) => {
    last = read(bar) ?? last
    return last
  }
}
