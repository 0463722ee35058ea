// The types of <flatline-demo>; docs/EMBED.md says what each does.

/** A setting's value, as in an address. */
export type FlatlineValue = number | string | boolean;

/** Settings and view entries by their keys, such as `{ depth: 50, batch_norm: true, theme: "dark" }`. */
export type FlatlinePatch = Record<string, FlatlineValue>;

/** All settings of the run, by their keys. */
export type FlatlineSettings = Record<string, FlatlineValue>;

export interface FlatlineReady {
  /** The version of the messages. */
  api: 1;
  /** The name of the page's build. */
  build: string;
  settings: FlatlineSettings;
}

export interface FlatlineStep {
  step: number;
  /** Cross-entropy of the batch in nats; null before the first step, NaN where it is no number. */
  loss: number | null;
  /** Share of the batch that is classified correctly, 0..1. */
  accuracy: number | null;
}

export interface FlatlineVerdict {
  /** Such as `vanishing`, `dying-relu`, `learned`. */
  verdict: string;
  /** As a person reads it: `Dying ReLU`. */
  name: string;
  /** One sentence. */
  claim: string;
  step: number;
}

export interface FlatlineChange {
  /** The settings that have become something else. */
  changes: FlatlineSettings;
  /** Whether it takes a new network. */
  restarts: boolean;
}

export interface FlatlineError {
  /** One sentence. */
  message: string;
}

export interface FlatlineEventMap {
  ready: CustomEvent<FlatlineReady>;
  step: CustomEvent<FlatlineStep>;
  verdict: CustomEvent<FlatlineVerdict>;
  change: CustomEvent<FlatlineChange>;
  error: CustomEvent<FlatlineError>;
}

/** Every promise rejects with an `Error` whose message is one plain sentence. */
export interface FlatlineDemo extends HTMLElement {
  /** Kept once the demo has begun and hears. */
  readonly ready: Promise<FlatlineReady>;
  /** Changes settings, hot ones while the network trains; gives all settings. A wrong key or value changes nothing. */
  set(patch: FlatlinePatch): Promise<FlatlineSettings>;
  /** Begins the demo, if need be, and trains; gives the step. */
  run(): Promise<number>;
  /** Gives the step at which it came to rest. */
  pause(): Promise<number>;
  /** Takes so many steps, 1 to 10,000, and rests; gives the step then. */
  step(count?: number): Promise<number>;
  /** Goes back to the latest checkpoint at or before that step; gives the checkpoint's. */
  rewind(step: number): Promise<number>;
  /** Does a remedy: `batch_norm`, `relu`, `residual`, `clipping`, `rewind`, `restart`, `learning_rate=0.01`, joined by `+`. */
  apply(remedy: string): Promise<FlatlineSettings>;
  /** The run so far as a text, for `setState` of this version and later ones. */
  getState(): Promise<string>;
  /** Trains that run again from its beginning; gives its first settings. */
  setState(state: string): Promise<FlatlineSettings>;
  /** What is drawn, as the address of a PNG. */
  screenshot(): Promise<string>;

  addEventListener<K extends keyof FlatlineEventMap>(
    type: K,
    listener: (this: FlatlineDemo, event: FlatlineEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "flatline-demo": FlatlineDemo;
  }
}
