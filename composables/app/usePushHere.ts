import type { PushDevice } from '#shared/protocol/push'

type PushState = 'unknown' | 'unsupported' | 'denied' | 'failed' | 'off' | 'on'

/** Whether this browser is sent notifications, and turning that on and off. */
export function usePushHere() {
  const devices = usePushDevicesStore()
  const session = useSessionStore()
  const state = ref<PushState>('unknown')
  const id = ref<number>()

  /**
   * What the browser has is this person's when they turned it on in this session and nobody has turned it off since,
   * here or from another device. Anything else was somebody else's, or is over.
   */
  async function look() {
    if (!canBePushed()) return void (state.value = 'unsupported')
    const subscription = await currentSubscription()
    const own = pushOwner() === session.user?.id && devices.list.some(device => device.current)
    if (subscription && own) return adopt(subscription)
    if (subscription) await endPushHere()
    id.value = undefined
    state.value = Notification.permission === 'denied' ? 'denied' : 'off'
  }

  /** Only when somebody has pressed a button: a browser that is asked for no reason says no for good. */
  async function turnOn() {
    const publicKey = await devices.key()
    try {
      const subscription = await subscribeHere(publicKey)
      if (subscription) await adopt(subscription)
      else state.value = 'denied'
    }
    catch (error) {
      if (error instanceof ApiError) throw error
      state.value = 'failed'
    }
  }

  /** Here or on another device. */
  async function turnOff(device: PushDevice) {
    await devices.remove(device.id)
    if (device.id !== id.value) return
    await endPushHere()
    await look()
  }

  async function adopt(subscription: PushSubscription) {
    const device = await devices.add(subscription.toJSON())
    setPushOwner(session.user?.id)
    id.value = device.id
    state.value = 'on'
  }

  return { state, id, look, turnOn, turnOff }
}
