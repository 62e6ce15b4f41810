/** Changes of state per step between neighbouring rows, in [0, 1]; 0 for fewer than two rows. */
export const transitionRate = (states: ArrayLike<number>): number => {
  let changes = 0
  for (let i = 1; i < states.length; i++) if (states[i] !== states[i - 1]) changes++
  return states.length < 2 ? 0 : changes / (states.length - 1)
}
