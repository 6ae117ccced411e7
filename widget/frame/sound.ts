let context: AudioContext | undefined

/** Two short, quiet tones; nothing where the browser wants a click first. */
export function playSound() {
  try {
    context ??= new AudioContext()
    const start = context.currentTime
    for (const [index, pitch] of [660, 880].entries()) {
      const [tone, volume] = [context.createOscillator(), context.createGain()]
      const at = start + index * 0.12
      tone.frequency.value = pitch
      volume.gain.setValueAtTime(0.0001, at)
      volume.gain.exponentialRampToValueAtTime(0.08, at + 0.02)
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.22)
      tone.connect(volume).connect(context.destination)
      tone.start(at)
      tone.stop(at + 0.24)
    }
  }
  catch {
    // No sound is no loss.
  }
}
