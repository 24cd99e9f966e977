/*
 * What the API server leaves out, because the portal would drop it anyway: held to that by a test. Only fields that API
 * servers select by for the kind are of use, and only what no engine can be found by. Label selectors are none of this:
 * see docs/operations.md on what cannot be left out.
 */

const not = (field: string, values: readonly string[]) =>
  values.map(value => `${field}!=${value}`);

/** Phases of pods that hold nothing any more and tell nothing: a failed one tells why it failed. */
export const UNWANTED_POD_PHASES = ['Succeeded'];

/** Kinds that many events are about, none of which is kept. */
export const UNWANTED_EVENT_KINDS = [
  'Certificate',
  'CronJob',
  'DaemonSet',
  'ExternalSecret',
  'HelmRelease',
  'Job',
  'Kustomization',
  'Lease',
];

/** What every pod goes through when nothing is wrong: most events of a cluster, always of type Normal. */
export const UNWANTED_EVENT_REASONS = [
  'Created',
  'Killing',
  'Pulled',
  'Pulling',
  'Scheduled',
  'Started',
  'SuccessfulAttachVolume',
];

/** Finished jobs of all tenants are left out, running pods are not: GPUs are counted whoever holds them. */
export const PODS_SELECTOR = not('status.phase', UNWANTED_POD_PHASES).join();

/** Routine is left out; warnings, and what is said of scaling, are not. */
export const EVENTS_SELECTOR = [
  ...not('involvedObject.kind', UNWANTED_EVENT_KINDS),
  ...not('reason', UNWANTED_EVENT_REASONS),
].join();

/** The one service of an API that is looked at: who serves KEDA's metrics. */
export const EXTERNAL_METRICS_SELECTOR =
  'metadata.name=v1beta1.external.metrics.k8s.io';
