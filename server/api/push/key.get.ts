import { defineUserHandler } from '../../http/handler'
import { pushPublicKey } from '../../services/push/pushKeys'

/** `GET /api/push/key`: what a browser subscribes with. */
export default defineUserHandler(async () => ({ publicKey: pushPublicKey() }))
