/**
 * - `critical`: users are affected now
 * - `warning`: users will be affected, or the portal cannot tell
 * - `info`: worth knowing, nothing to do at once
 *
 * @public
 */
export type ProblemSeverity = 'critical' | 'warning' | 'info';

/**
 * The field of the object on which a problem rests.
 *
 * @public
 */
export interface ProblemEvidence {
  /** `<Kind> <namespace>/<name>`, `Node <name>`, or `Prometheus <id>`. */
  object: string;
  /** Path of the field, for example `status.conditions[Ready].reason`, or the query of a metric. */
  field: string;
  /** The value as found, as text with its unit. */
  value: string;
}

/**
 * A change in git that mends a problem, in the shape of the edit template's input.
 *
 * @public
 */
export interface ProblemFix {
  /** Name of the software template that makes it. */
  template: 'adaptive-engine-edit';
  /** What a link to it says, for example `Raise max to 6`. */
  title: string;
  /** Empty: rendering the engine again mends it. */
  change: ProblemChange;
}

/**
 * Change to an engine in git; what is absent stays as it is.
 *
 * @public
 */
export interface ProblemChange {
  /** By raw names. */
  setPools?: Array<{
    name: string;
    minReplicas?: number;
    maxReplicas?: number;
  }>;
  autoscaling?: { action: 'pause' | 'resume'; pools?: string[] };
  chartVersion?: string;
}

/**
 * A detected deviation.
 *
 * @public
 */
export interface Problem {
  /** Stable code in kebab case, for example `pending-for-gpus`. */
  code: string;
  severity: ProblemSeverity;
  /** Pool it belongs to, by raw name; absent for a problem of the whole engine. */
  pool?: string;
  /** One sentence with numbers, for people. */
  sentence: string;
  evidence: ProblemEvidence[];
  /** What to do about it, one or two sentences. */
  remedy: string;
  /** The remedy as a change in git, where it is one. */
  fix?: ProblemFix;
  /** Page that explains what the problem rests on; an absolute URL. */
  docs?: string;
  /** When it was first seen, ISO 8601. */
  since?: string;
}
