import { finding, type Check } from '../check'

/** While the kill switch is on no order of any portfolio goes out, whatever its effect. */
export const killSwitch: Check = {
  name: 'kill-switch',
  examine: (_orders, { killSwitch: { engaged, reason } }) =>
    engaged ? [finding(`the kill switch is on: ${reason ?? 'no reason given'}`)] : [],
}
