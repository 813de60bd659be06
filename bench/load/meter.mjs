import { percentile, rounded } from '../figures.mjs';

/** What is measured at the outer sides, all of it on one clock. Counts only between `begin` and `end`. */
export class Meter {
  #measuring = false;
  #toModel = [];
  #toCallee = [];
  #lateness = [];
  #framesSent = 0;
  #appendedBytes = 0;
  #spokenMs = 0;
  #heardMs = 0;
  #firstAudio = [];
  /** How long the model really needed for the first delta of an item. */
  #thought = new Map();
  #speechStarted = new Map();
  #clears = [];
  #playedOf = new Map();
  #truncatedTo = new Map();
  #truncationErrors = [];
  #cpu;
  #since = 0;

  begin() {
    this.#toModel = [];
    this.#toCallee = [];
    this.#lateness = [];
    this.#framesSent = 0;
    this.#appendedBytes = 0;
    this.#spokenMs = 0;
    this.#heardMs = 0;
    this.#firstAudio = [];
    this.#clears = [];
    this.#truncationErrors = [];
    this.#cpu = process.cpuUsage();
    this.#since = performance.now();
    this.#measuring = true;
  }

  end() {
    this.#measuring = false;
    const seconds = (performance.now() - this.#since) / 1000;
    const cpu = process.cpuUsage(this.#cpu);
    return {
      seconds,
      framesSent: this.#framesSent,
      framesArrived: Math.round(this.#appendedBytes / 160),
      spokenSeconds: rounded(this.#spokenMs / 1000),
      heardSeconds: rounded(this.#heardMs / 1000),
      toModelMs: spread(this.#toModel),
      toCalleeMs: spread(this.#toCallee),
      loadLatenessMs: spread(this.#lateness),
      loadShareOfOneCore: rounded((cpu.user + cpu.system) / 1e6 / seconds, 2),
      firstAudio: this.#firstAudio,
      speechStartedToClearMs: this.#clears,
      truncationErrorMs: this.#truncationErrors,
    };
  }

  sent() {
    if (this.#measuring) this.#framesSent += 1;
  }
  late(ms) {
    if (this.#measuring) this.#lateness.push(ms);
  }
  appended(bytes) {
    if (this.#measuring) this.#appendedBytes += bytes;
  }
  toModel(ms) {
    if (this.#measuring) this.#toModel.push(ms);
  }
  spoke(ms) {
    if (this.#measuring) this.#spokenMs += ms;
  }
  heard(ms) {
    if (this.#measuring) this.#heardMs += ms;
  }
  toCallee(ms) {
    if (this.#measuring) this.#toCallee.push(ms);
  }
  thought(itemId, ms) {
    this.#thought.set(itemId, ms);
    forget(this.#thought);
  }
  firstAudio(ms, itemId) {
    if (this.#measuring) this.#firstAudio.push({ ms, modelMs: this.#thought.get(itemId) ?? Number.NaN });
  }
  speechStarted(call) {
    this.#speechStarted.set(call, performance.now());
  }

  /** @param played how much of each item was really played, by its id. */
  cleared(call, played) {
    const since = this.#speechStarted.get(call);
    this.#speechStarted.delete(call);
    if (this.#measuring && since !== undefined) this.#clears.push(performance.now() - since);
    for (const [itemId, ms] of played) {
      if (ms > 0) this.#playedOf.set(itemId, ms);
      this.#compare(itemId);
    }
    forget(this.#playedOf);
  }

  truncated(itemId, ms) {
    this.#truncatedTo.set(itemId, ms);
    this.#compare(itemId);
    forget(this.#truncatedTo);
  }

  /** The two come over different sockets: whichever is second compares. */
  #compare(itemId) {
    const played = this.#playedOf.get(itemId);
    const truncated = this.#truncatedTo.get(itemId);
    if (played === undefined || truncated === undefined) return;
    this.#playedOf.delete(itemId);
    this.#truncatedTo.delete(itemId);
    if (this.#measuring) this.#truncationErrors.push(truncated - played);
  }
}

/** Of hundreds of calls the newest few thousand are enough. */
function forget(map) {
  if (map.size <= 5000) return;
  for (const key of map.keys()) {
    map.delete(key);
    if (map.size <= 4000) return;
  }
}

function spread(values) {
  return {
    p50: rounded(percentile(values, 0.5), 2),
    p99: rounded(percentile(values, 0.99), 2),
    max: rounded(percentile(values, 1), 1),
  };
}
