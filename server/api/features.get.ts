import { defineUserHandler } from '../http/handler'
import { evaluateFeatures } from '../services/features/feature'

/** `GET /api/features` */
export default defineUserHandler(async () => evaluateFeatures())
