import { change, keepToken, token } from './api.js'
import { askReason, askToken } from './dialogs.js'
import { at, make, say } from './dom.js'
import { dateTime } from './format.js'
import { selectedPortfolio, state } from './store.js'

const announce = (text) => say(at('announce'), text)

/** The buttons that change something. `onActed` is called after each; gives the function that writes their states. */
export const startOperating = (onActed, onSigned) => {
  const signed = (act) => () => {
    if (token() !== undefined) return act()
    askToken('Every change needs an operator’s token.', () => {
      onSigned()
      act()
    })
  }
  const done = (text) => () => {
    announce(text)
    onActed()
  }

  const kill = () => {
    const engage = state.status?.killSwitch.engaged !== true
    const all = state.portfolios.size === 1 ? 'the portfolio' : `all ${state.portfolios.size} portfolios`
    askReason({
      title: engage ? 'Engage the kill switch' : 'Release the kill switch',
      text: engage
        ? `No order of ${all} goes out until it is released, also after a restart. Positions stay as they are; orders may still be cancelled.`
        : `The risk gate lets ${all} trade again, each in its own mode.`,
      sure: engage ? `Stop trading of ${all}` : `Let ${all} trade again`,
      confirm: engage ? 'Engage' : 'Release',
      tone: engage ? 'danger' : 'primary',
      act: async (reason) => {
        const killSwitch = await change('/api/v1/kill-switch', { engaged: engage, reason })
        state.status = { ...state.status, killSwitch }
      },
      onDone: done(engage ? 'The kill switch is engaged' : 'The kill switch is released'),
    })
  }
  const setMode = (mode, title, text, tone) => () => {
    const { id } = selectedPortfolio()
    askReason({
      title: `${title} ${id}`,
      text,
      confirm: title,
      tone,
      act: (reason) => change(`/api/v1/portfolios/${id}/mode`, { mode, reason }),
      onDone: done(`${id}: ${title.toLowerCase()}`),
    })
  }
  const evaluate = async () => {
    const { id } = selectedPortfolio()
    try {
      await change(`/api/v1/portfolios/${id}/evaluations`, {})
      done(`${id} is evaluated now`)()
    } catch (error) {
      announce(error.message)
    }
  }

  const button = (text, act) => make('button', { type: 'button', on: { click: signed(act) } }, text)
  const buttons = {
    active: button('Resume', setMode('active', 'Resume', 'It trades again within its limits.', 'primary')),
    reducing: button(
      'Reduce only',
      setMode('reducing', 'Reduce only', 'It takes only orders that lessen its exposure.', 'primary'),
    ),
    halted: button('Halt', setMode('halted', 'Halt', 'It takes no orders. Its position stays as it is.', 'danger')),
  }
  const evaluateNow = button('Evaluate now', evaluate)
  at('operate').append(evaluateNow, buttons.reducing, buttons.halted, buttons.active)
  at('kill-switch').addEventListener('click', signed(kill))
  at('sign-in').addEventListener('click', () => {
    if (token() === undefined) return askToken('Sign in to operate the service.', onSigned)
    keepToken(undefined)
    onSigned()
  })

  return () => {
    const portfolio = selectedPortfolio()
    evaluateNow.disabled = portfolio === undefined
    for (const [mode, element] of Object.entries(buttons)) {
      element.disabled = portfolio === undefined
      element.hidden = portfolio !== undefined && portfolio.mode === mode
    }
    const killSwitch = state.status?.killSwitch
    const engaged = killSwitch?.engaged === true
    at('kill-switch').classList.toggle('engaged', engaged)
    say(at('kill-switch'), engaged ? 'Release kill switch' : 'Kill switch')
    say(at('sign-in'), token() === undefined ? 'Sign in' : `Sign out${state.operator ? ` ${state.operator}` : ''}`)
    return engaged
      ? `Kill switch engaged by ${killSwitch.by ?? 'an unknown operator'} at ${dateTime(killSwitch.at)} UTC: ${killSwitch.reason ?? 'no reason given'}`
      : undefined
  }
}
