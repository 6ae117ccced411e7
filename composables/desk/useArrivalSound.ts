const tones = [[659, 0], [880, 0.12]] as const
const seconds = 0.35
const loudness = 0.08

/** A short sound for a new case, off until it is asked for. No file: two tones of the browser's own. */
export function useArrivalSound() {
  const preferences = usePreferencesStore()
  const on = computed(() => preferences.deskSound === 'on')
  let context: AudioContext | undefined

  /** A browser that was never pressed plays nothing, which is no fault. */
  function ring() {
    if (!on.value) return
    context ??= new AudioContext()
    void context.resume().catch(() => undefined)
    for (const [frequency, after] of tones) play(context, frequency, context.currentTime + after)
  }

  function toggle() {
    preferences.chooseDeskSound(on.value ? 'off' : 'on')
    ring()
  }

  return { on, ring, toggle }
}

function play(context: AudioContext, frequency: number, at: number) {
  const oscillator = context.createOscillator()
  const volume = context.createGain()
  oscillator.frequency.value = frequency
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(loudness, at + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.0001, at + seconds)
  oscillator.connect(volume).connect(context.destination)
  oscillator.start(at)
  oscillator.stop(at + seconds)
}
