import { keepToken, read } from './api.js'
import { at, fill, make, say } from './dom.js'

const dialog = () => at('ask')

const open = (title, ...content) => {
  fill(dialog(), make('h2', { id: 'ask-title' }, title), ...content)
  if (!dialog().open) dialog().showModal()
}

const cancel = () => make('button', { type: 'button', on: { click: () => dialog().close() } }, 'Cancel')

/** A form in the dialog: `submit` does it and throws with what was wrong; the dialog closes when it is done. */
const ask = ({ title, fields, confirm, tone = 'primary', submit, onDone }) => {
  const problem = make('p', { className: 'problem', role: 'alert' })
  const button = make('button', { type: 'submit', className: tone }, confirm)
  const send = async (event) => {
    event.preventDefault()
    button.disabled = true
    say(problem, '')
    try {
      await submit()
      dialog().close()
      onDone?.()
    } catch (error) {
      say(problem, error instanceof Error ? error.message : String(error))
    } finally {
      button.disabled = false
    }
  }
  open(
    title,
    make('form', { on: { submit: send } }, fields, problem, make('div', { className: 'buttons' }, cancel(), button)),
  )
}

/** Asks for the operator's token and keeps it for this tab once the service knows it. */
export const askToken = (why, onDone) => {
  const field = make('input', {
    type: 'password',
    autocomplete: 'off',
    required: true,
    spellcheck: 'false',
    id: 'token',
    autofocus: true,
  })
  ask({
    title: 'Sign in',
    confirm: 'Sign in',
    fields: [
      make('p', {}, why),
      make('label', { for: 'token' }, 'Operator token', field),
      make('p', { className: 'empty' }, 'It is kept in this tab only and deleted when the tab is closed.'),
    ],
    submit: async () => {
      keepToken(field.value.trim())
      try {
        await read('/api/v1/session')
      } catch (error) {
        keepToken(undefined)
        throw error
      }
    },
    onDone,
  })
}

/** Asks why, and for a confirmation where `sure` says what is confirmed; then acts. */
export const askReason = ({ title, text, sure, confirm, tone, act, onDone }) => {
  const field = make('textarea', {
    id: 'reason',
    rows: '2',
    required: true,
    minlength: '3',
    maxlength: '500',
    autofocus: true,
  })
  const box = make('input', { type: 'checkbox', required: true })
  ask({
    title,
    confirm,
    tone,
    fields: [
      make('p', {}, text),
      make('label', { for: 'reason' }, 'Reason, for the audit log', field),
      sure && make('label', { className: 'check' }, box, make('span', {}, sure)),
    ],
    submit: () => act(field.value.trim()),
    onDone,
  })
}

/** Shows a decision's arithmetic. */
export const showText = (title, text) => {
  open(
    title,
    make('pre', { tabindex: '0' }, text),
    make(
      'div',
      { className: 'buttons' },
      make('button', { type: 'button', autofocus: true, on: { click: () => dialog().close() } }, 'Close'),
    ),
  )
}
