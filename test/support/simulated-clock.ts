import type { Clock } from "../../src/claims/leases.ts";

interface Event {
  readonly at: number;
  readonly act: () => void;
}

/**
 * A clock that goes on when everybody waits: work between two waits takes no time, however long the machine needs.
 * @example const end = await simulated(async (clock) => clock.wait(60_000, signal)); // => 60000
 */
export class SimulatedClock implements Clock {
  #time = 0;
  #events: Event[] = [];
  /** Who does something, and does not wait for the clock. */
  #busy = 0;

  now(): number {
    return this.#time;
  }

  wait(ms: number): Promise<void> {
    this.#busy--;
    return new Promise((resolve) => {
      this.#at(ms, () => {
        this.#busy++;
        resolve();
      });
    });
  }

  every(ms: number, act: () => Promise<void>): () => void {
    let over = false;
    const again = () => {
      if (over) return;
      this.#busy++;
      void act().finally(() => this.#busy--);
      this.#at(ms, again);
    };
    this.#at(ms, again);
    return () => {
      over = true;
    };
  }

  /** Runs workers side by side. @returns the time at which the last one ended, milliseconds */
  async run(workers: readonly (() => Promise<void>)[]): Promise<number> {
    let left = workers.length;
    let end = 0;
    this.#busy = workers.length;
    const ended = workers.map((worker) =>
      worker().finally(() => {
        this.#busy--;
        left--;
        end = this.#time;
      }),
    );
    while (left > 0) {
      // The disk is real: whoever is not waiting gets on meanwhile.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#busy > 0) continue;
      const next = this.#events.shift();
      if (next === undefined) continue;
      this.#time = next.at;
      next.act();
    }
    await Promise.all(ended);
    return end;
  }

  #at(ms: number, act: () => void): void {
    const event = { at: this.#time + ms, act };
    const place = this.#events.findIndex(({ at }) => at > event.at);
    if (place === -1) this.#events.push(event);
    else this.#events.splice(place, 0, event);
  }
}
