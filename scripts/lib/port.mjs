import { createServer } from 'node:net'
import { Problem } from './problem.mjs'

/** Throws, in plain words, when nothing could listen on this host and port. */
export function assertPortIsFree({ host, port }) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', error => reject(new Problem(explainRefusal(error, host, port))))
    server.listen({ host, port }, () => server.close(resolve))
  })
}

function explainRefusal({ code, message }, host, port) {
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken by another program. Stop that one, or choose another port: `
      + ` PORT=${port + 1} npm start`
  }
  if (code === 'EACCES') {
    return `Port ${port} is reserved for the system's administrator. Choose one above 1023:  PORT=3000 npm start`
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST=${host} is not an address of this machine.`
  return `Cannot listen on port ${port}: ${message}`
}
