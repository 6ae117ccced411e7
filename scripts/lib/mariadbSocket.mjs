import { connect } from 'node:net'

const protocolVersion = 10
const errorPacket = 0xFF

/** Whether a MariaDB greets on this socket. One that greets with "too many connections" is alive as well. */
export function answersMariadb(path) {
  return new Promise((resolve) => {
    const socket = connect(path)
    const finish = (answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(2_000, () => finish(false))
    socket.on('error', () => finish(false))
    socket.on('close', () => finish(false))
    // Three bytes of length, one of sequence, then the version of the protocol.
    socket.on('data', packet => finish([protocolVersion, errorPacket].includes(packet[4])))
  })
}
