import { hmm } from './hmm'
import { jump } from './jump'
import type { RegimeBaseline } from './regime-baseline'
import { volatilityThreshold } from './threshold'

/** Every regime baseline, in the order of reports. */
export const regimeBaselines: readonly RegimeBaseline[] = [volatilityThreshold, hmm, jump]
