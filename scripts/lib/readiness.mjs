import { get } from 'node:http'

const slowest = 5_000

/** Asks the server whether it can serve: `{ ready, detail }`, where `detail` says what is missing. Never throws. */
export function askReadiness(url) {
  return new Promise((resolve) => {
    const request = get(`${url}/api/health/ready`, { agent: false, timeout: slowest }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', chunk => body += chunk)
      response.on('error', error => resolve({ ready: false, detail: error.message }))
      response.on('end', () =>
        resolve({ ready: response.statusCode === 200, detail: `${response.statusCode} ${body.slice(0, 500)}` }),
      )
    })
    request.on('timeout', () => request.destroy(new Error('no answer')))
    request.on('error', error => resolve({ ready: false, detail: error.code ?? error.message }))
  })
}
