/**
 * Finds many words in one pass (Aho and Corasick, 1975, doi:10.1145/360825.360855). A text costs at most two
 * steps for each of its code units, whatever the words are, and one more for each word that ends at a place
 * where `accept` is asked.
 */
export class AhoCorasick {
  /** Steps that searches have taken: what a text costs, without a clock. */
  steps = 0
  readonly #next: Map<number, number>[] = [new Map()]
  /** The longest proper suffix of a node that is a node too. */
  readonly #fall: number[] = [0]
  /** The nearest node on the way of the falls at which a word ends, the node itself among them; 0 for none. */
  readonly #ending: number[] = [0]
  readonly #depth: number[] = [0]

  constructor(words: Iterable<string>) {
    for (const word of words) if (word) this.#add(word)
    this.#link()
  }

  /**
   * True when a word is in the text at a place (from, up to) that `accept` takes. `mayEnd` spares asking
   * about words that end there.
   */
  find(text: string, mayEnd: (to: number) => boolean, accept: (from: number, to: number) => boolean): boolean {
    let node = 0
    for (let n = 0; n < text.length; n++) {
      node = this.#step(node, text.charCodeAt(n))
      let ending = this.#ending[node] ?? 0
      if (ending === 0 || !mayEnd(n + 1)) continue
      for (; ending !== 0; ending = this.#ending[this.#fall[ending] ?? 0] ?? 0) {
        this.steps++
        if (accept(n + 1 - (this.#depth[ending] ?? 0), n + 1)) return true
      }
    }
    return false
  }

  #step(from: number, unit: number): number {
    for (let node = from; ; node = this.#fall[node] ?? 0) {
      this.steps++
      const next = this.#next[node]?.get(unit)
      if (next !== undefined) return next
      if (node === 0) return 0
    }
  }

  #add(word: string): void {
    let node = 0
    for (let n = 0; n < word.length; n++) {
      const unit = word.charCodeAt(n)
      const next = this.#next[node]?.get(unit) ?? this.#grow(n + 1)
      this.#next[node]?.set(unit, next)
      node = next
    }
    this.#ending[node] = node
  }

  #grow(depth: number): number {
    this.#next.push(new Map())
    this.#fall.push(0)
    this.#ending.push(0)
    return this.#depth.push(depth) - 1
  }

  /** Breadth first, so that the suffixes of a node, which are shorter, are linked before it. */
  #link(): void {
    const row = [0]
    for (let n = 0; n < row.length; n++) {
      const node = row[n] ?? 0
      for (const [unit, next] of this.#next[node] ?? []) {
        const fall = node === 0 ? 0 : this.#step(this.#fall[node] ?? 0, unit)
        this.#fall[next] = fall
        this.#ending[next] ||= this.#ending[fall] ?? 0
        row.push(next)
      }
    }
    this.steps = 0
  }
}
