import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { EnginesView } from '../permissions';
import type { ClusterTexts } from './ClusterTexts';
import type { EngineEncoder } from './encodeEvent';
import type { StreamMemory } from './StreamMemory';

/** Where a session writes to: a HTTP response, or a list in tests. */
export interface StreamSink {
  /** `false` when the client does not keep up; `onDrain` is called once it does again. */
  write(text: string): boolean;
  /** Nothing more is written for now: what was written may leave. */
  flush?(): void;
  onDrain(callback: () => void): void;
  end(): void;
}

/** Times of a session in milliseconds. */
export interface StreamTimes {
  heartbeatMs: number;
  /** How long a decision of the permission policy is used. */
  decisionMs: number;
  /** Least time between two events of one engine, and between two `clusters` events. */
  engineThrottleMs: number;
  clustersThrottleMs: number;
  /** A client that has not taken anything for this long is let go. */
  stuckMs: number;
}

export const DEFAULT_STREAM_TIMES: StreamTimes = {
  heartbeatMs: 15_000,
  decisionMs: 30_000,
  engineThrottleMs: 250,
  clustersThrottleMs: 2_000,
  stuckMs: 60_000,
};

/** Parts of a session. */
export interface StreamSessionOptions {
  sink: StreamSink;
  encoder: EngineEncoder;
  clusters: ClusterTexts;
  /** The decision the session begins with. */
  view: EnginesView;
  /** Decides again; a rejection ends the session. */
  decide: () => Promise<EnginesView>;
  /** Only this engine, in full. */
  engine?: EngineRef;
  /** When the caller's token expires. */
  expiresAt?: Date;
  /** What the client has: nothing, or what it had when its last stream was cut. */
  memory: StreamMemory;
  /** The client goes on with an older stream: it is told of changes only. */
  resumed?: boolean;
  times: StreamTimes;
  /** Least time between two rounds of events; none by default. */
  roundMs?: () => number;
  /** Does the work when the turn of this stream has come; at once by default. */
  inTurn?: (work: () => void) => void;
  onEnd: () => void;
}
