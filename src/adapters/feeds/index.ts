export { openReplay, type ReplayFeed, type ReplaySettings } from './replay/replay-feed'
export { type Listener, type Refusal, type Source } from './source'
export { supervise, supervisionLimits, type Supervision, type SupervisionLimits } from './supervise'
export { systemTimers } from './system-timers'
