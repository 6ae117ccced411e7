import { defineUserHandler } from '../http/handler'
import { evaluateFeatures } from '../services/feature'

/** `GET /api/features` */
export default defineUserHandler(async () => evaluateFeatures())
