/** Whether a host, as in an address or to listen on, is this machine alone: localhost, 127.0.0.0/8 or ::1. */
export const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/.test(host)
