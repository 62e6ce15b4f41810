import { token } from './api.js'

const leastPause = 500
const mostPause = 10_000

const protocols = () => {
  const text = token()
  if (text === undefined) return ['bandshift.v1']
  const bytes = String.fromCharCode(...new TextEncoder().encode(text))
  const carried = btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  return ['bandshift.v1', `bandshift.token.${carried}`]
}

/**
 * Listens to the service for good: connects, and again with growing pauses after every loss. `onOpen` loads what was
 * missed, `onLost` tells since when.
 */
export const listen = ({ onOpen, onUpdates, onLost }) => {
  let pause = leastPause
  let socket
  let timer
  const connect = () => {
    const address = new URL('/api/v1/live', window.location.href)
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
    socket = new WebSocket(address, protocols())
    socket.addEventListener('open', () => {
      pause = leastPause
      onOpen()
    })
    socket.addEventListener('message', ({ data }) => onUpdates(JSON.parse(data)))
    socket.addEventListener('close', () => {
      onLost()
      timer = setTimeout(connect, pause * (0.5 + Math.random()))
      pause = Math.min(mostPause, pause * 2)
    })
  }
  connect()
  const again = () => {
    clearTimeout(timer)
    pause = leastPause
    if (socket.readyState === WebSocket.CLOSED) connect()
    else socket.close()
  }
  window.addEventListener('online', () => socket.readyState === WebSocket.CLOSED && again())
  return { again }
}
