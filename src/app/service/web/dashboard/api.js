const key = 'bandshift.token'

/** The operator's token, kept for this tab alone and never put into an address. */
export const token = () => sessionStorage.getItem(key) ?? undefined
export const keepToken = (text) =>
  text === undefined ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, text)

/** Why a call failed: the answer's status (0 where there was none) and its message. */
export class CallError extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

const send = async (path, options) => {
  const headers = { ...options.headers, ...(token() !== undefined && { authorization: `Bearer ${token()}` }) }
  try {
    return await fetch(path, { ...options, headers, credentials: 'omit', redirect: 'error' })
  } catch {
    throw new CallError(0, 'the service does not answer')
  }
}

const answer = async (response) => {
  const body = await response.json().catch(() => ({}))
  if (response.ok) return body
  throw new CallError(response.status, body.error?.message ?? `the service answered ${response.status}`)
}

/** Reads; undefined where there is no such thing yet. */
export const read = async (path) => {
  const response = await send(path, { method: 'GET' })
  return response.status === 404 ? undefined : answer(response)
}

/** Changes something; needs the token. */
export const change = async (path, body) =>
  answer(
    await send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
